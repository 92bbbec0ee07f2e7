def build_topo(fn, topo, visited):
    if fn not in visited:
        visited.add(fn)
        for u, _ in fn.next_functions:
            if u is not None:
                build_topo(u, topo, visited)
        topo.append(fn)


def trace(loss):
    topo = []
    build_topo(loss.grad_fn, topo, set())
    topo.reverse()
    operations = [fn for fn in topo if "AccumulateGrad" not in fn.name()]
    leaves = [fn.variable for fn in topo if "AccumulateGrad" in fn.name()]
    return operations, leaves
