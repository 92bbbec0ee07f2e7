"""What beginners hand in for the graph, and what to tell them."""

from dojo import edit, ideas, mistake

ideas(
    off_by_one="leaves_out_the_first",
    order_of_steps="goes_depth_first goes_depth_first_from_the_right goes_breadth_first goes_forward",
    counted_twice="visits_shared_nodes_again visits_everything_again lists_a_leaf_for_each_use tells_outputs_apart",
    writes_into_input="runs_backward",
    alias_or_copy="tells_nodes_by_their_names compares_leaves_by_number",
    zero_case="needs_an_operation overlooks_that_the_loss_is_a_leaf",
    gradient_let_through="takes_a_constant_for_a_leaf",
    hidden_cost="recurses walks_each_way",
    partial_case="takes_leaves_for_operations follows_the_first_operand stumbles_over_none",
    other_kind_of_result="hands_back_the_nodes_of_leaves hands_back_names",
)


def _next(node):
    return [following for following, _ in node.next_functions if following is not None]


def _is_leaf(node):
    return hasattr(node, "variable")


def _split(nodes):
    return [node for node in nodes if not _is_leaf(node)], [node.variable for node in nodes if _is_leaf(node)]


def _ordered(loss, following=_next):
    """A right walk: topological, each node once."""
    noted, seen, stack = [], set(), [(loss.grad_fn, False)]
    while stack:
        node, done = stack.pop()
        if done:
            noted.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((other, False) for other in following(node))
    return noted[::-1]


def _of_no_operation(loss):
    return [], [loss] if loss.requires_grad else []


edit(
    "visits_shared_nodes_again",
    "A node that is used twice is visited twice, and so is everything behind it. Keep a set of the nodes that you have"
    " seen.",
    (
        "while stack:\n"
        "    node, done = stack.pop()\n"
        "    if done:\n"
        "        noted.append(node)  # after all that it leads to\n"
        "    elif node not in seen:\n"
        "        seen.add(node)\n"
        "        stack.append((node, True))\n"
        "        stack.extend((following, False) for following, _ in node.next_functions if following is "
        "not None)",
        "nodes, queue = [], [loss.grad_fn]",
    ),
    (
        'operations = [node for node in reversed(noted) if not hasattr(node, "variable")]',
        "while queue:\n"
        "    node = queue.pop(0)\n"
        "    nodes.append(node)\n"
        "    queue.extend([following for following, _ in node.next_functions if following is not None])",
    ),
    (
        'leaves = [node.variable for node in noted if hasattr(node, "variable")]',
        "operations, leaves = [node for node in nodes if not hasattr(node, 'variable')], [node.variable "
        "for node in nodes if hasattr(node, 'variable')]",
    ),
    ("operations, leaves", "operations, list({id(leaf): leaf for leaf in leaves}.values())"),
)

edit(
    "visits_everything_again",
    "Nodes and leaves that are used twice come twice. Keep a set of the nodes that you have seen; the node of a leaf is"
    " one of them.",
    (
        'operations = [node for node in reversed(noted) if not hasattr(node, "variable")]',
        "nodes, queue = [], [loss.grad_fn]",
    ),
    (
        'leaves = [node.variable for node in noted if hasattr(node, "variable")]',
        "while queue:\n"
        "    node = queue.pop(0)\n"
        "    nodes.append(node)\n"
        "    queue.extend([following for following, _ in node.next_functions if following is not None])",
    ),
    (
        "operations, leaves",
        "[node for node in nodes if not hasattr(node, 'variable')], [node.variable for node in nodes if "
        "hasattr(node, 'variable')]",
    ),
)


@mistake(
    "trace",
    "A leaf that two operations use comes twice. Put the nodes of leaves into the set of seen nodes too.",
)
def lists_a_leaf_for_each_use(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    operations = _split(_ordered(loss))[0]
    return operations, [node.variable for one in operations for node in _next(one) if _is_leaf(node)]


edit(
    "goes_depth_first",
    "The nodes come in the order of first sight, depth first. Where two paths differ in length, a node may then come"
    " before one that leads to it. Note a node when you leave it, after all behind it, and reverse the notes.",
    ("(loss.grad_fn, False)", "loss.grad_fn"),
    ("node, done", "node"),
    ("if done:", "if node not in seen:"),
    (
        "noted.append(node)",
        "seen.add(node)\n"
        "noted.append(node)\n"
        "stack.extend(reversed([following for following, _ in node.next_functions if following is not "
        "None]))",
    ),
    ("reversed(noted)", "noted"),
)

edit(
    "goes_depth_first_from_the_right",
    "The nodes come in the order of first sight, depth first and the last operand first. Where two paths differ in"
    " length, a node may then come before one that leads to it. Note a node when you leave it, and reverse the notes.",
    ("(loss.grad_fn, False)", "loss.grad_fn"),
    ("node, done", "node"),
    ("if done:", "if node not in seen:"),
    (
        "noted.append(node)",
        "seen.add(node)\n"
        "noted.append(node)\n"
        "stack.extend([following for following, _ in node.next_functions if following is not None])",
    ),
    ("reversed(noted)", "noted"),
)

edit(
    "goes_breadth_first",
    "The nodes are ordered by their distance from the loss, nearest first. A node on a short path may also be at the"
    " end of a long one: then it comes before one that leads to it. Wait until all that lead to it are done.",
    ("(loss.grad_fn, False)", "loss.grad_fn"),
    (
        "while stack:\n"
        "    node, done = stack.pop()\n"
        "    if done:\n"
        "        noted.append(node)  # after all that it leads to\n"
        "    elif node not in seen:\n"
        "        seen.add(node)\n"
        "        stack.append((node, True))\n"
        "        stack.extend((following, False) for following, _ in node.next_functions if following is "
        "not None)",
        "while stack:\n"
        "    node = stack.pop(0)\n"
        "    noted.append(node)\n"
        "    for following in [following for following, _ in node.next_functions if following is not "
        "None]:\n"
        "        if following not in seen:\n"
        "            seen.add(following)\n"
        "            stack.append(following)",
    ),
    ("reversed(noted)", "noted"),
)

edit(
    "goes_forward",
    "The order runs the wrong way, from the leaves to the loss. Reverse it: backward begins at the loss.",
    ("reversed(noted)", "noted"),
)

edit(
    "takes_leaves_for_operations",
    "The nodes that add to the grad of a leaf are among the operations. They do not belong to an operation: leave out"
    " those that have an attribute `variable`.",
    ('[node for node in reversed(noted) if not hasattr(node, "variable")]', "noted[::-1]"),
)

edit(
    "hands_back_the_nodes_of_leaves",
    "The leaves are returned as nodes. Return the tensor itself: node.variable.",
    ("leaves = [node.variable for", "leaves = [node for"),
)

edit(
    "hands_back_names",
    "The operations are returned as names. Return the nodes themselves: two operations of one kind have the same name.",
    ("[node for node in reversed(noted)", "[node.name() for node in reversed(noted)"),
)

edit(
    "leaves_out_the_first",
    "The walk begins after the loss: its own grad_fn is an operation too, the first.",
    ("reversed(noted)", "reversed(noted[:-1])"),
)

edit(
    "follows_the_first_operand",
    "Only the first operand of each operation is followed. next_functions has a pair for each of them.",
    (
        "((following, False) for following, _ in node.next_functions if following is not None)",
        "((other, False) for other in [following for following, _ in node.next_functions if following is "
        "not None][:1])",
    ),
)

edit(
    "tells_nodes_by_their_names",
    "Nodes are told apart by their names, so of two products only one is listed. Keep the nodes themselves in the set.",
    ("if loss.grad_fn is None:", "nodes = []\nleaves = []\nif loss.grad_fn is None:"),
    ('[node for node in reversed(noted) if not hasattr(node, "variable")]', "nodes"),
    (
        'leaves = [node.variable for node in noted if hasattr(node, "variable")]',
        "for node in noted[::-1]:\n"
        "    if hasattr(node, 'variable'):\n"
        "        leaves.append(node.variable)\n"
        "    elif node.name() not in seen:\n"
        "        seen.add(node.name())\n"
        "        nodes.append(node)",
    ),
)

edit(
    "compares_leaves_by_number",
    "Leaves are compared with ==, by their numbers: two leaves of equal numbers become one, and with several numbers"
    " the comparison fails. Compare by identity, with `is`, or keep nodes in a set.",
    ('[node.variable for node in noted if hasattr(node, "variable")]', "[]"),
    (
        "return operations, leaves",
        "for leaf in [node.variable for node in noted[::-1] if hasattr(node, 'variable')]:\n"
        "    if not any((bool((leaf == other).all()) for other in leaves)):\n"
        "        leaves.append(leaf)\n"
        "return operations, leaves",
    ),
)

edit(
    "stumbles_over_none",
    "A pair of next_functions may be (None, 0): the operand is a constant and needs no gradient. Leave these out.",
    (
        "((following, False) for following, _ in node.next_functions if following is not None)",
        "((other, False) for other in [following for following, _ in node.next_functions])",
    ),
)

edit(
    "needs_an_operation",
    "A loss that is a leaf, or a constant, has no grad_fn. Answer before the walk begins: no operations, and the loss"
    " itself as a leaf if it requires a gradient.",
    ("if loss.grad_fn is None:\n    return [], [loss] if loss.requires_grad else []\n", ""),
)

edit(
    "overlooks_that_the_loss_is_a_leaf",
    "A loss without operations has no leaves here. If it requires a gradient, it is a leaf itself.",
    ("[loss] if loss.requires_grad else []", "[]"),
)

edit(
    "takes_a_constant_for_a_leaf",
    "A loss that requires no gradient is listed as a leaf. Leaves are tensors that require gradients.",
    ("[loss] if loss.requires_grad else []", "[loss]"),
)


@mistake(
    "trace",
    "Nodes are told apart together with the number of their output, so a node with several outputs comes several"
    " times. Only the node counts.",
)
def tells_outputs_apart(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    noted, seen, stack = [], set(), [((loss.grad_fn, 0), False)]
    while stack:
        pair, done = stack.pop()
        if done:
            noted.append(pair[0])
        elif pair not in seen:
            seen.add(pair)
            stack.append((pair, True))
            stack.extend((other, False) for other in pair[0].next_functions if other[0] is not None)
    return _split(noted[::-1])


@mistake(
    "trace",
    "The function calls itself for each step, and Python allows about a thousand nested calls. Replace the recursion"
    " by a list of the nodes still to visit.",
)
def recurses(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    noted, seen = [], set()

    def visit(node):
        if node not in seen:
            seen.add(node)
            for following in _next(node):
                visit(following)
            noted.append(node)

    visit(loss.grad_fn)
    return _split(noted[::-1])


edit(
    "walks_each_way",
    "Each path through the graph is walked, and repeats are removed at the end. Every reuse of a tensor can double"
    " the number of paths: skip a node that you have seen as soon as you meet it.",
    (
        "noted, seen, stack = [], set(), [(loss.grad_fn, False)]",
        "stack = [loss.grad_fn]\n"
        "while stack:\n"
        "    node = stack.pop()\n"
        "    stack.extend([following for following, _ in node.next_functions if following is not None])\n"
        "noted, seen, stack = [], set(), [(loss.grad_fn, False)]",
    ),
)

edit(
    "runs_backward",
    "The call runs backward, which frees the graph and adds to every grad. The graph is there already: only read"
    " grad_fn and next_functions.",
    ("return operations, leaves", "loss.sum().backward()\nreturn operations, leaves"),
)
