"""The graph in the order in which autograd's engine takes it: a node when all that lead to it are done."""

from collections import Counter

from torch.autograd.graph import get_gradient_edge


def trace(loss):
    """Walk the graph behind a tensor."""
    if not loss.requires_grad:
        return [], []
    start = get_gradient_edge(loss).node  # of a leaf: the node that adds to its grad
    uses, queue, seen = Counter(), [start], {start}
    while queue:
        for node, _ in queue.pop().next_functions:
            if node is not None:
                uses[node] += 1
                if node not in seen:
                    seen.add(node)
                    queue.append(node)
    operations, leaves, ready = [], [], [start]
    while ready:
        node = ready.pop(0)
        if hasattr(node, "variable"):
            leaves.append(node.variable)
        else:
            operations.append(node)
        for following, _ in node.next_functions:
            if following is not None:
                uses[following] -= 1
                if not uses[following]:
                    ready.append(following)
    return operations, leaves
