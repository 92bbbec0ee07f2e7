"""The graph that autograd records: its operations in order, and the leaves where it ends."""

import torch
from jaxtyping import Float


def trace(loss: Float[torch.Tensor, "..."]) -> tuple[list[torch.autograd.graph.Node], list[torch.Tensor]]:
    """Walk the graph behind a tensor.

    Parameters
    ----------
    loss : tensor (...)
        Where the walk begins; of any shape. Nothing is computed: the graph, and the ``grad`` of
        every tensor, stay as they are.

    Returns
    -------
    operations : list of node
        ``loss.grad_fn``, and the nodes that it leads to by ``next_functions``: each once, and
        before all that it leads to itself. The nodes that only add to the ``grad`` of a leaf are
        left out: they have an attribute ``variable``.
    leaves : list of tensor
        The tensors that these nodes add to, each once, in any order: leaves that require
        gradients.

    Notes
    -----
    If ``loss`` is a leaf itself, there is no operation, and it is the one leaf if it requires a
    gradient.
    """
    raise NotImplementedError
