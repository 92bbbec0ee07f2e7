"""The graph: notice that a node is noted when all behind it has been noted, and that the notes are then reversed."""


def trace(loss):
    """Walk the graph behind a tensor."""
    if loss.grad_fn is None:
        return [], [loss] if loss.requires_grad else []
    noted, seen, stack = [], set(), [(loss.grad_fn, False)]
    while stack:
        node, done = stack.pop()
        if done:
            noted.append(node)  # after all that it leads to
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((following, False) for following, _ in node.next_functions if following is not None)
    operations = [node for node in reversed(noted) if not hasattr(node, "variable")]
    leaves = [node.variable for node in noted if hasattr(node, "variable")]
    return operations, leaves
