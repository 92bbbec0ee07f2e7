import math

import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, d_model, max_len):
        super().__init__()
        position = torch.arange(max_len).unsqueeze(1)
        div_term = torch.exp(torch.arange(0, d_model, 2) * (-math.log(10000.0) / d_model))
        pe = torch.zeros(max_len, d_model)
        pe[:, 0::2] = torch.sin(position * div_term)
        pe[:, 1::2] = torch.cos(position * div_term)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[: x.size(1)]


class DecoderLayer(nn.Module):
    def __init__(self, d_model, nhead):
        super().__init__()
        self.nhead = nhead
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (nn.Linear(d_model, d_model) for _ in range(4))
        self.linear1, self.linear2 = nn.Linear(d_model, 4 * d_model), nn.Linear(4 * d_model, d_model)
        self.norm1, self.norm2 = nn.LayerNorm(d_model), nn.LayerNorm(d_model)

    def forward(self, src, mask):
        N, L, E = src.shape
        x = self.norm1(src)
        q, k, v = (
            p(x).view(N, L, self.nhead, E // self.nhead).transpose(1, 2)
            for p in (self.q_proj, self.k_proj, self.v_proj)
        )
        attn = torch.softmax(q @ k.transpose(2, 3) / math.sqrt(E // self.nhead) + mask, dim=-1)
        src = src + self.out_proj((attn @ v).transpose(1, 2).reshape(N, L, E))
        return src + self.linear2(torch.relu(self.linear1(self.norm2(src))))


class GPT(nn.Module):
    def __init__(self, ntoken, max_len, d_model, nhead, nlayers):
        super().__init__()
        self.max_len, self.d_model = max_len, d_model
        self.embedding = nn.Embedding(ntoken, d_model)
        self.pos_encoder = PositionalEncoding(d_model, max_len)
        self.layers = nn.ModuleList([DecoderLayer(d_model, nhead) for _ in range(nlayers)])
        self.norm = nn.LayerNorm(d_model)
        self.linear = nn.Linear(d_model, ntoken)
        initrange = 0.1
        self.embedding.weight.data.uniform_(-initrange, initrange)
        self.linear.bias.data.zero_()
        self.linear.weight.data.uniform_(-0.05, 0.05)

    def forward(self, src):
        mask = torch.triu(torch.full((src.size(1), src.size(1)), float("-inf"), device=src.device), diagonal=1)
        x = self.pos_encoder(self.embedding(src) * math.sqrt(self.d_model))
        for layer in self.layers:
            x = layer(x, mask)
        return self.linear(self.norm(x))


def train(model, ids, steps, seed):
    torch.manual_seed(seed)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    total = []
    for _ in range(steps):
        starts = torch.randint(0, len(ids) - model.max_len, (20,)).tolist()
        data = torch.stack([ids[s : s + model.max_len] for s in starts])
        targets = torch.stack([ids[s + 1 : s + 1 + model.max_len] for s in starts]).reshape(-1)
        optimizer.zero_grad()
        output = model(data)
        loss = criterion(output.view(-1, output.size(-1)), targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
        optimizer.step()
        total.append(loss.item())
    return total


def generate(model, ids, n, temperature=1.0, generator=None):
    model.eval()
    with torch.no_grad():
        for _ in range(n):
            output = model(ids[:, -model.max_len :])[:, -1]
            if temperature == 0:
                word_idx = output.argmax(dim=1, keepdim=True)
            else:
                word_weights = output.div(temperature).exp()
                word_idx = torch.multinomial(word_weights, 1, generator=generator)
            ids = torch.cat([ids, word_idx], dim=1)
    return ids
