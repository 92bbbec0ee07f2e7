"""As a model of pictures and captions is trained: unit vectors, a scale, and the labels 0 to N - 1."""

import numpy as np
import torch
import torch.nn.functional as F


def info_nce(a, b, temperature=0.07):
    image_features, text_features = (torch.tensor(x) if isinstance(x, np.ndarray) else x for x in (a, b))
    image_features = image_features / image_features.norm(dim=-1, keepdim=True)
    text_features = text_features / text_features.norm(dim=-1, keepdim=True)
    logit_scale = 1 / temperature
    logits_per_image = logit_scale * image_features @ text_features.t()
    labels = torch.arange(logits_per_image.shape[0], device=logits_per_image.device)
    image_loss = F.cross_entropy(logits_per_image, labels)
    text_loss = F.cross_entropy(logits_per_image.t(), labels)
    loss = (image_loss + text_loss) / 2
    return loss.numpy() if isinstance(a, np.ndarray) else loss
