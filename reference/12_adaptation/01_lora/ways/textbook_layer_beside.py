import math

import torch


class LoRALinear(torch.nn.Module):
    def __init__(self, linear, rank, alpha, dropout=0.0):
        super().__init__()
        self.linear = linear
        for param in self.linear.parameters():
            param.requires_grad = False
        self.A = torch.nn.Parameter(torch.empty(rank, linear.in_features))
        torch.nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))
        self.B = torch.nn.Parameter(torch.zeros(linear.out_features, rank))
        self.alpha = alpha
        self.rank = rank
        self.is_merged = False

    def forward(self, x):
        if self.is_merged:
            return self.linear(x)
        return self.linear(x) + (self.alpha / self.rank) * (x @ self.A.T @ self.B.T)

    def merge(self):
        with torch.no_grad():
            self.linear.weight += (self.alpha / self.rank) * (self.B @ self.A)
        self.is_merged = True

    def unmerge(self):
        with torch.no_grad():
            self.linear.weight -= (self.alpha / self.rank) * (self.B @ self.A)
        self.is_merged = False
