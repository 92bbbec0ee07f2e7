"""What beginners hand in for the graph, and what to tell them."""

from dojo import mistake


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


@mistake(
    "trace",
    "A node that is used twice is visited twice, and so is everything behind it. Keep a set of the nodes that you have"
    " seen.",
)
def visits_shared_nodes_again(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes, queue = [], [loss.grad_fn]
    while queue:
        node = queue.pop(0)
        nodes.append(node)
        queue.extend(_next(node))
    operations, leaves = _split(nodes)
    return operations, list({id(leaf): leaf for leaf in leaves}.values())


@mistake(
    "trace",
    "Nodes and leaves that are used twice come twice. Keep a set of the nodes that you have seen; the node of a leaf is"
    " one of them.",
)
def visits_everything_again(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes, queue = [], [loss.grad_fn]
    while queue:
        node = queue.pop(0)
        nodes.append(node)
        queue.extend(_next(node))
    return _split(nodes)


@mistake(
    "trace",
    "A leaf that two operations use comes twice. Put the nodes of leaves into the set of what you have seen, too.",
)
def lists_a_leaf_for_each_use(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    operations = _split(_ordered(loss))[0]
    return operations, [node.variable for one in operations for node in _next(one) if _is_leaf(node)]


@mistake(
    "trace",
    "The nodes come in the order of first sight, depth first. Where one way is longer than another, a node then stands"
    " before one that leads to it. Note a node when you leave it, after all behind it, and reverse the notes.",
)
def goes_depth_first(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes, seen = [], set()
    stack = [loss.grad_fn]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            nodes.append(node)
            stack.extend(reversed(_next(node)))
    return _split(nodes)


@mistake(
    "trace",
    "The nodes come in the order of first sight, depth first and the last operand first. Where one way is longer than"
    " another, a node then stands before one that leads to it. Note a node when you leave it, and reverse the notes.",
)
def goes_depth_first_from_the_right(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes, seen, stack = [], set(), [loss.grad_fn]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            nodes.append(node)
            stack.extend(_next(node))
    return _split(nodes)


@mistake(
    "trace",
    "The nodes come by their distance from the loss, nearest first. A node on a short way may also be at the end of a"
    " long one: then it stands before one that leads to it. Wait until all that lead to it are done.",
)
def goes_breadth_first(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes, seen, queue = [], {loss.grad_fn}, [loss.grad_fn]
    while queue:
        node = queue.pop(0)
        nodes.append(node)
        for following in _next(node):
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return _split(nodes)


@mistake(
    "trace",
    "The order runs the wrong way, from the leaves to the loss. Reverse it: backward begins at the loss.",
)
def goes_forward(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    return _split(_ordered(loss)[::-1])


@mistake(
    "trace",
    "The nodes that add to the grad of a leaf are among the operations. They stand for no operation: leave out those"
    " that have an attribute `variable`.",
)
def takes_leaves_for_operations(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes = _ordered(loss)
    return nodes, _split(nodes)[1]


@mistake(
    "trace",
    "The leaves come as nodes. The tensor itself is due: node.variable.",
)
def hands_back_the_nodes_of_leaves(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes = _ordered(loss)
    return _split(nodes)[0], [node for node in nodes if _is_leaf(node)]


@mistake(
    "trace",
    "The operations come as names. The nodes themselves are due: two operations of one kind have the same name.",
)
def hands_back_names(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    operations, leaves = _split(_ordered(loss))
    return [node.name() for node in operations], leaves


@mistake(
    "trace",
    "The walk begins behind the loss: its own grad_fn is an operation, too, the first.",
)
def leaves_out_the_first(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    operations, leaves = _split(_ordered(loss))
    return operations[1:], leaves


@mistake(
    "trace",
    "Only the first operand of each operation is followed. next_functions has a pair for each of them.",
)
def follows_the_first_operand(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    return _split(_ordered(loss, lambda node: _next(node)[:1]))


@mistake(
    "trace",
    "Nodes are told apart by their names, so that of two products only one is listed. Keep the nodes themselves in the"
    " set.",
)
def tells_nodes_by_their_names(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    nodes, seen, leaves = [], set(), []
    for node in _ordered(loss):
        if _is_leaf(node):
            leaves.append(node.variable)
        elif node.name() not in seen:
            seen.add(node.name())
            nodes.append(node)
    return nodes, leaves


@mistake(
    "trace",
    "Leaves are compared with ==, by their numbers: two leaves of equal numbers become one, and with several numbers"
    " the comparison fails. Compare by identity, with `is`, or keep nodes in a set.",
)
def compares_leaves_by_number(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    operations, every = _split(_ordered(loss))
    leaves = []
    for leaf in every:
        if not any(bool((leaf == other).all()) for other in leaves):
            leaves.append(leaf)
    return operations, leaves


@mistake(
    "trace",
    "A pair of next_functions may be (None, 0): there no gradient is due, for a constant. Leave these out.",
)
def stumbles_over_none(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    return _split(_ordered(loss, lambda node: [following for following, _ in node.next_functions]))


@mistake(
    "trace",
    "A loss that is a leaf, or a constant, has no grad_fn. Answer before the walk begins: no operations, and the loss"
    " itself as a leaf if it requires a gradient.",
)
def needs_an_operation(loss):
    return _split(_ordered(loss))


@mistake(
    "trace",
    "A loss without operations has no leaves here. If it requires a gradient, it is a leaf itself.",
)
def overlooks_that_the_loss_is_a_leaf(loss):
    return ([], []) if loss.grad_fn is None else _split(_ordered(loss))


@mistake(
    "trace",
    "A loss that requires no gradient is listed as a leaf. Leaves are tensors that require gradients.",
)
def takes_a_constant_for_a_leaf(loss):
    return ([], [loss]) if loss.grad_fn is None else _split(_ordered(loss))


@mistake(
    "trace",
    "Nodes are told apart together with the number of their output, so that a node with several outputs comes several"
    " times. The node alone counts.",
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
    "The function calls itself for each step, and Python allows about a thousand calls inside each other. Replace the"
    " recursion by a list of the nodes still to visit.",
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


@mistake(
    "trace",
    "Each way through the graph is walked, and repeats are removed at the end. With every doubling there are twice as"
    " many ways: skip a node that you have seen as soon as you meet it.",
)
def walks_each_way(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    stack = [loss.grad_fn]
    while stack:
        node = stack.pop()
        stack.extend(_next(node))
    return _split(_ordered(loss))


@mistake(
    "trace",
    "The call runs backward, which frees the graph and adds to every grad. The graph is there already: only read"
    " grad_fn and next_functions.",
)
def runs_backward(loss):
    if loss.grad_fn is None:
        return _of_no_operation(loss)
    found = _split(_ordered(loss))
    loss.sum().backward()
    return found
