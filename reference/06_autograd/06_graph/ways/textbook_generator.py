def postorder(fn, seen):
    seen.add(fn)
    for child, _ in fn.next_functions:
        if child and child not in seen:
            yield from postorder(child, seen)
    yield fn


def trace(loss):
    nodes = list(postorder(loss.grad_fn, set()))[::-1]
    operations = [n for n in nodes if not hasattr(n, "variable")]
    leaves = [n.variable for n in nodes if hasattr(n, "variable")]
    return operations, leaves
