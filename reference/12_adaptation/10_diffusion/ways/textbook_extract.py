import torch
import torch.nn.functional as F
from torch import nn


def schedule(timesteps, s=0.008):
    x = torch.linspace(0, timesteps, timesteps + 1)
    alphas_cumprod = torch.cos(((x / timesteps) + s) / (1 + s) * torch.pi * 0.5) ** 2
    alphas_cumprod = alphas_cumprod / alphas_cumprod[0]
    betas = 1 - (alphas_cumprod[1:] / alphas_cumprod[:-1])
    betas = torch.clip(betas, 0.0001, 0.999)
    return torch.cumprod(1.0 - betas, axis=0)


def extract(a, t, x_shape):
    out = a.gather(-1, t)
    return out.reshape(t.shape[0], *((1,) * (len(x_shape) - 1)))


def add_noise(x_start, t, noise, alphas_cumprod):
    sqrt_alphas_cumprod_t = extract(torch.sqrt(alphas_cumprod), t, x_start.shape)
    sqrt_one_minus_alphas_cumprod_t = extract(torch.sqrt(1.0 - alphas_cumprod), t, x_start.shape)
    return sqrt_alphas_cumprod_t * x_start + sqrt_one_minus_alphas_cumprod_t * noise


def loss(denoise_model, x_start, alphas_cumprod, generator):
    t = torch.randint(0, len(alphas_cumprod), (x_start.shape[0],), generator=generator).long()
    noise = torch.randn(x_start.shape, generator=generator)
    x_noisy = add_noise(x_start, t, noise, alphas_cumprod)
    return F.mse_loss(noise, denoise_model(x_noisy, t))


class SinusoidalPositionEmbeddings(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, time):
        half_dim = self.dim // 2
        embeddings = torch.exp(torch.arange(half_dim) * -(torch.log(torch.tensor(10000.0)) / (half_dim - 1)))
        embeddings = time[:, None] * embeddings[None, :]
        return torch.cat((embeddings.sin(), embeddings.cos()), dim=-1)


class Denoiser(nn.Module):
    def __init__(self, timesteps, dim=128):
        super().__init__()
        self.time_mlp = nn.Sequential(SinusoidalPositionEmbeddings(32), nn.Linear(32, dim), nn.GELU())
        self.input = nn.Linear(2, dim)
        self.blocks = nn.ModuleList([nn.Linear(dim, dim) for _ in range(2)])
        self.output = nn.Linear(dim, 2)

    def forward(self, x, time):
        h = self.input(x) + self.time_mlp(time)
        for block in self.blocks:
            h = h + F.gelu(block(h))
        return self.output(h)


def train(model, data, alphas_cumprod, steps, generator):
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        batch = data[torch.randint(0, len(data), (128,), generator=generator)]
        value = loss(model, batch, alphas_cumprod, generator)
        losses.append(value.item())
        value.backward()
        optimizer.step()
    return losses


@torch.no_grad()
def p_sample(model, x, t_index, alphas_cumprod, generator):
    alphas_cumprod_prev = F.pad(alphas_cumprod[:-1], (1, 0), value=1.0)
    alphas = alphas_cumprod / alphas_cumprod_prev
    betas = 1.0 - alphas
    t = torch.full((x.shape[0],), t_index, dtype=torch.long)
    betas_t = extract(betas, t, x.shape)
    sqrt_one_minus_alphas_cumprod_t = extract(torch.sqrt(1.0 - alphas_cumprod), t, x.shape)
    sqrt_recip_alphas_t = extract(torch.sqrt(1.0 / alphas), t, x.shape)
    model_mean = sqrt_recip_alphas_t * (x - betas_t * model(x, t) / sqrt_one_minus_alphas_cumprod_t)
    if t_index == 0:
        return model_mean
    posterior_variance = betas * (1.0 - alphas_cumprod_prev) / (1.0 - alphas_cumprod)
    posterior_variance_t = extract(posterior_variance, t, x.shape)
    noise = torch.randn(x.shape, generator=generator)
    return model_mean + torch.sqrt(posterior_variance_t) * noise


def sample(model, shape, alphas_cumprod, generator):
    img = torch.randn(shape, generator=generator)
    for i in reversed(range(len(alphas_cumprod))):
        img = p_sample(model, img, i, alphas_cumprod, generator)
    return img
