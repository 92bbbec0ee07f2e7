"""Asked like a solution: is there a GPU?"""


def is_available():
    import torch

    return torch.cuda.is_available()
