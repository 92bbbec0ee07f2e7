def trace(loss):
    operations, leaves, visited = [], [], set()

    def visit(fn):
        if fn is None or fn in visited:
            return
        visited.add(fn)
        for next_fn, _ in fn.next_functions:
            visit(next_fn)
        if hasattr(fn, "variable"):
            leaves.append(fn.variable)
        else:
            operations.insert(0, fn)

    visit(loss.grad_fn)
    return operations, leaves
