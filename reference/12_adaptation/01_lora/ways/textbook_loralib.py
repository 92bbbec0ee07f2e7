import math

import torch.nn as nn


class LoRALinear(nn.Module):
    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        self.linear = linear
        self.r = rank
        self.lora_alpha = alpha
        if dropout > 0.0:
            self.lora_dropout = nn.Dropout(p=dropout)
        else:
            self.lora_dropout = lambda x: x
        self.merged = False
        self.A = nn.Parameter(linear.weight.new_zeros((rank, linear.in_features)))
        self.B = nn.Parameter(linear.weight.new_zeros((linear.out_features, rank)))
        self.scaling = self.lora_alpha / self.r
        self.linear.weight.requires_grad = False
        if self.linear.bias is not None:
            self.linear.bias.requires_grad = False
        self.reset_parameters()

    def reset_parameters(self):
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        nn.init.zeros_(self.B)

    def merge(self):
        if not self.merged:
            self.linear.weight.data += self.B @ self.A * self.scaling
            self.merged = True

    def unmerge(self):
        if self.merged:
            self.linear.weight.data -= self.B @ self.A * self.scaling
            self.merged = False

    def forward(self, x):
        result = self.linear(x)
        if not self.merged:
            result += (self.lora_dropout(x) @ self.A.transpose(0, 1) @ self.B.transpose(0, 1)) * self.scaling
        return result
