import torch


def entries(x):
    index = torch.arange(x.untyped_storage().nbytes() // x.element_size())
    return index.as_strided(x.size(), x.stride(), x.storage_offset())


def shares_memory(a, b):
    if a.untyped_storage().data_ptr() != b.untyped_storage().data_ptr():
        return False
    return torch.isin(entries(a).flatten(), entries(b).flatten()).any().item()


def flatten(x):
    try:
        return x.view(-1)
    except RuntimeError:
        return x.contiguous().view(-1)


def windows(x, size):
    return torch.as_strided(x, (x.numel() - size + 1, size), (x.stride(0), x.stride(0)))
