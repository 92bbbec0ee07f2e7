"""Right all the same: nodes are sorted by the length of the longest way from the loss, by waves that go on."""

from torch.autograd.graph import get_gradient_edge


def trace(loss):
    if not loss.requires_grad:
        return ([], [])
    start = get_gradient_edge(loss).node
    feeders, order = {start: set()}, [start]
    for node in order:
        for after, _ in node.next_functions:
            if after is None:
                continue
            if after not in feeders:
                feeders[after] = set()
                order.append(after)
            feeders[after].add(node)
    waiting = {node: len(those) for node, those in feeders.items()}
    wave, operations, leaves = [start], [], []
    while wave:
        following = []
        for node in wave:
            if hasattr(node, "variable"):
                leaves += [node.variable]
                continue
            operations += [node]
            for after in {n for n, _ in node.next_functions if n is not None}:
                waiting[after] -= 1
                if waiting[after] == 0:
                    following.append(after)
        wave = following
    return operations, leaves
