"""What a model costs: its parameters, the operations of its training, and the memory that it takes."""


def parameters(config) -> int:
    """How many numbers a GPT of these sizes learns.

    Parameters
    ----------
    config
        The sizes, as attributes: ``vocab_size``, ``context``, ``dim``, ``n_heads``, ``n_kv_heads``, ``head_dim``,
        ``n_layers``, ``hidden`` (integers) and ``tied`` (whether the head's weight is the table of tokens).

    Returns
    -------
    int
        A tied weight counts once.
    """
    raise NotImplementedError


def training_flops(config, tokens: float) -> float:
    """The multiplications and additions of all matrix products, forward and backward.

    Parameters
    ----------
    config
        The sizes, as in `parameters`.
    tokens : int or float
        How many tokens the model is trained on. They come in texts of ``config.context`` tokens.

    Returns
    -------
    int or float
        A multiplication and its addition are two operations. Attention counts as if nothing were masked.
    """
    raise NotImplementedError


def memory(config, dtype: str, optimizer: str) -> dict[str, int]:
    """The bytes that training takes beside the activations.

    Parameters
    ----------
    config
        The sizes, as in `parameters`.
    dtype : str
        Of the parameters and their gradients: ``"float32"``, ``"float16"`` or ``"bfloat16"``.
    optimizer : str
        ``"sgd"`` (without momentum), ``"momentum"`` or ``"adam"``.

    Returns
    -------
    dict of int
        The bytes of ``"parameters"``, ``"gradients"`` and ``"optimizer"``. The optimizer's numbers are float32. With a
        dtype of 16 bits it also keeps all parameters in float32.

    Raises
    ------
    ValueError
        If there is no such dtype or optimizer; the message mentions it.
    """
    raise NotImplementedError


def kv_cache_bytes(config, tokens: int, batch: int, bytes_per_number: int) -> int:
    """The bytes of the keys and values that a model keeps while it writes.

    Parameters
    ----------
    config
        The sizes, as in `parameters`.
    tokens : int
        How many tokens of each text are kept.
    batch : int
        How many texts are written side by side.
    bytes_per_number : int
        2 for float16 and bfloat16.

    Returns
    -------
    int
        Of all layers together.
    """
    raise NotImplementedError
