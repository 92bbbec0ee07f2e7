import math

import torch
from torch import nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        self.linear = linear
        self.linear.requires_grad_(False)
        self.lora_dropout = nn.Dropout(p=dropout) if dropout > 0.0 else nn.Identity()
        self.A = nn.Parameter(torch.empty(rank, linear.in_features))
        self.B = nn.Parameter(torch.empty(linear.out_features, rank))
        self.scaling = alpha / rank
        self.merged_adapters = []
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        nn.init.zeros_(self.B)

    def get_delta_weight(self):
        return self.B @ self.A * self.scaling

    def merge(self, safe_merge=False):
        if safe_merge:
            orig_weight = self.linear.weight.data.clone()
            orig_weight += self.get_delta_weight()
            if not torch.isfinite(orig_weight).all():
                raise ValueError("NaNs detected in the merged weights. The adapter seems to be broken")
            self.linear.weight.data = orig_weight
        else:
            self.linear.weight.data += self.get_delta_weight()
        self.merged_adapters.append("default")

    def unmerge(self):
        while len(self.merged_adapters) > 0:
            self.merged_adapters.pop()
            self.linear.weight.data -= self.get_delta_weight()

    def forward(self, x):
        previous_dtype = x.dtype
        result = self.linear(x)
        if not self.merged_adapters:
            x = x.to(self.A.dtype)
            result = result + (self.lora_dropout(x) @ self.A.T @ self.B.T) * self.scaling
        return result.to(previous_dtype)
