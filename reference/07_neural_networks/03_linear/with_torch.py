"""The linear layer of torch."""

from torch import nn

Linear = nn.Linear
