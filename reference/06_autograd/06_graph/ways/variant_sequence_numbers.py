"""Right all the same: torch numbers nodes as they are made, so that falling numbers are a topological order."""


def trace(loss):
    if loss.grad_fn is None:
        return [], [loss] * loss.requires_grad
    found, new = {loss.grad_fn: None}, [loss.grad_fn]
    while new:
        new = list({n: None for f in new for n, _ in f.next_functions if n is not None and n not in found})
        found.update(dict.fromkeys(new))
    inner = [n for n in found if n.next_functions or not hasattr(n, "variable")]
    inner.sort(key=lambda n: n._sequence_nr(), reverse=True)
    return inner, [n.variable for n in found if hasattr(n, "variable")]
