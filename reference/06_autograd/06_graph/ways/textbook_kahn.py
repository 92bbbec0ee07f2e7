from collections import defaultdict, deque


def trace(loss):
    in_degree = defaultdict(int)
    stack, seen = [loss.grad_fn], {loss.grad_fn}
    while stack:
        fn = stack.pop()
        for child, _ in fn.next_functions:
            if child is None:
                continue
            in_degree[child] += 1
            if child not in seen:
                seen.add(child)
                stack.append(child)

    operations, leaves = [], []
    queue = deque([loss.grad_fn])
    while queue:
        fn = queue.popleft()
        if type(fn).__name__ == "AccumulateGrad":
            leaves.append(fn.variable)
        else:
            operations.append(fn)
        for child, _ in fn.next_functions:
            if child is not None:
                in_degree[child] -= 1
                if in_degree[child] == 0:
                    queue.append(child)
    return operations, leaves
