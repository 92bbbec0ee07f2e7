"""What beginners hand in for a tiny GPT, and what to tell them."""

import torch
from torch import nn
from torch.nn import functional as F

from dojo import mistake


class _Block(nn.Module):
    residual = 1.0

    def __init__(self, dim, n_heads, mask):
        super().__init__()
        self.n_heads, self.mask = n_heads, mask
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

    def forward(self, x):
        parts = self.qkv(self.norm1(x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in parts)
        mask = self.mask(x.shape[1], x.device)
        heads = F.scaled_dot_product_attention(q, k, v, mask)
        x = x + self.out(heads.transpose(1, 2).flatten(2))
        return self.residual * x + self.down(F.gelu(self.up(self.norm2(x))))


class _GPT(nn.Module):
    """The model in steps, each of which a mistake may take otherwise."""

    std = 0.02

    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__()
        self.context = context
        self.tokens, self.positions = nn.Embedding(vocab_size, dim), nn.Embedding(max(context, vocab_size), dim)
        self.blocks = nn.Sequential(*(_Block(dim, n_heads, self.mask) for _ in range(n_layers)))
        self.norm, self.head = nn.LayerNorm(dim), nn.Linear(dim, vocab_size)
        for parameter in self.parameters():
            if parameter.ndim > 1 and self.std:
                nn.init.normal_(parameter, std=self.std)

    def mask(self, length, device):
        return torch.ones(length, length, dtype=torch.bool, device=device).tril()

    def check(self, ids):
        if ids.shape[1] > self.context:
            raise ValueError(f"{ids.shape[1]} tokens, a context of {self.context}")

    def embed(self, ids):
        return self.tokens(ids) + self.positions(torch.arange(ids.shape[1], device=ids.device))

    def forward(self, ids):
        self.check(ids)
        return self.head(self.norm(self.blocks(self.embed(ids))))


@mistake(
    "GPT",
    "Every token sees those to come, and so the model can copy the answer. Attention needs a causal mask: token t"
    " sees the tokens 0 to t.",
)
class HasNoMask(_GPT):
    def mask(self, length, device):
        return None


@mistake(
    "GPT",
    "Every token sees the next one, which is what it has to predict. The causal mask is one diagonal too wide: tril()"
    " without an argument.",
)
class SeesTheNextToken(_GPT):
    def mask(self, length, device):
        return torch.ones(length, length, dtype=torch.bool, device=device).tril(1)


@mistake(
    "GPT",
    "The model does not know where a token stands, so it can't learn even one window by heart. Add an embedding of"
    " the positions 0, 1, ..., T - 1; a table that is indexed by the tokens themselves says nothing of their places.",
)
class KnowsNoPositions(_GPT):
    def embed(self, ids):
        return self.tokens(ids)


@mistake(
    "GPT",
    "forward gives probabilities, or logarithms of them squeezed by a softmax, where logits are due: cross_entropy"
    " has a softmax of its own, and two of them can't become certain.",
)
class GivesProbabilities(_GPT):
    def forward(self, ids):
        return super().forward(ids).softmax(dim=-1)


@mistake(
    "GPT",
    "forward gives the logits of the last token alone. Each of the T tokens has a prediction to make: (B, T, V).",
)
class GivesTheLastLogitsAlone(_GPT):
    def forward(self, ids):
        return super().forward(ids)[:, -1]


@mistake(
    "GPT",
    "The first loss is far above ln V: the first weights are so large that the model is sure of something it can't"
    " know. Draw all weight matrices and embeddings with a standard deviation of 0.02.",
)
class StartsTooLoud(_GPT):
    std = 0.5


@mistake(
    "GPT",
    "A block replaces what came in by what its network makes of it, and many blocks forget the token. Add the two:"
    " x + mlp(norm(x)).",
)
class ForgetsTheResidual(_GPT):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        for block in self.blocks:
            block.residual = 0.0


@mistake(
    "GPT",
    "The texts of a batch see each other: attention runs along the batch. It runs along the tokens, the axis T of (B,"
    " H, T, d).",
)
class MixesTexts(_GPT):
    def forward(self, ids):
        logits = super().forward(ids)
        return logits + 0.1 * logits.mean(dim=0, keepdim=True)


@mistake(
    "GPT",
    "More tokens than context are taken, or fail with an IndexError. Raise a ValueError that mentions both numbers.",
)
class TakesTooManyTokens(_GPT):
    def check(self, ids):
        pass


@mistake(
    "GPT",
    "The number of tokens is checked with assert, which raises an AssertionError, and which python -O skips. Use if,"
    " and raise a ValueError.",
)
class AssertsTheContext(_GPT):
    def check(self, ids):
        assert ids.shape[1] <= self.context, f"{ids.shape[1]} tokens, a context of {self.context}"


# ---------------------------------------------------------------------------------------- train


def _train(model, ids, steps, seed, *, shift=1, rate=5e-3, zero=True, step=True, fixed=False, sign=1):
    generator, losses = torch.Generator().manual_seed(seed), []
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    for k in range(steps):
        if k == 0 or not fixed:
            starts = torch.randint(len(ids) - model.context, (24, 1), generator=generator)
            windows = ids[starts + torch.arange(model.context + 1)]
        inputs, targets = windows[:, :-1], (windows[:, 1:] if shift else windows[:, :-1])
        loss = F.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
        if zero:
            optimizer.zero_grad()
        (sign * loss).backward()
        if step:
            optimizer.step()
        losses.append(loss.item())
    return losses


@mistake(
    "train",
    "The targets are the inputs themselves, so the model learns to copy. The target of each token is the next one:"
    " windows[:, 1:] for windows[:, :-1].",
)
def does_not_shift_the_targets(model, ids, steps, seed):
    return _train(model, ids, steps, seed, shift=0)


@mistake(
    "train",
    "The model does not learn: the losses are computed, but no step of the optimizer is made, or its rate is 0.",
)
def makes_no_step(model, ids, steps, seed):
    return _train(model, ids, steps, seed, step=False)


@mistake(
    "train",
    "The model hardly learns within these steps: the learning rate is too small. AdamW with 5e-3 does it.",
)
def learns_too_slowly(model, ids, steps, seed):
    return _train(model, ids, steps, seed, rate=1e-5)


@mistake(
    "train",
    "One batch of windows is drawn, and used for all steps: the model learns it by heart and knows nothing of other"
    " text. Draw new windows for each step.",
)
def draws_windows_once(model, ids, steps, seed):
    return _train(model, ids, steps, seed, fixed=True)


@mistake(
    "train",
    "The windows do not depend on seed: each training draws the same ones. Seed a generator with it, and give it to"
    " torch.randint.",
)
def ignores_the_seed(model, ids, steps, seed):
    return _train(model, ids, steps, 0)


@mistake(
    "train",
    "The same seed gives another training each time: the windows come from a generator that was never seeded. Make"
    " one with torch.Generator().manual_seed(seed).",
)
def draws_without_a_seed(model, ids, steps, seed):
    return _train(model, ids, steps, torch.seed() % 2**31)


@mistake(
    "train",
    "The losses are tensors, and each keeps its whole graph in memory. Append loss.item(): a float.",
)
def returns_tensors(model, ids, steps, seed):
    return [torch.tensor(loss) for loss in _train(model, ids, steps, seed)]


@mistake(
    "train",
    "The losses are missing, or only the last is returned. Append one for each step to a list, and return it.",
)
def returns_the_last_loss(model, ids, steps, seed):
    return _train(model, ids, steps, seed)[-1:]


# ------------------------------------------------------------------------------------- generate


def _generate(
    model, ids, n, temperature=1.0, generator=None, *, crop=None, pick=None, eval_mode=True, back=True, at=-1
):
    was_training = model.training
    model.train(was_training and not eval_mode)
    for _ in range(n):
        logits = model(crop(ids) if crop else ids[:, -model.context :])[:, at]
        if pick is not None:
            new = pick(logits, temperature, generator)
        elif temperature == 0:
            new = logits.argmax(dim=-1, keepdim=True)
        else:
            new = torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=generator)
        ids = torch.cat([ids, new], dim=1)
    if back:
        model.train(was_training)
    return ids


@mistake(
    "generate",
    "A text longer than the context is handed to the model as it is. Give it the last context tokens alone: ids[:,"
    " -context:].",
)
@torch.no_grad()
def hands_over_the_whole_text(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator, crop=lambda ids: ids)


@mistake(
    "generate",
    "A text longer than the context is cropped to its first tokens, and the last ones play no part. Keep the last:"
    " ids[:, -context:].",
)
@torch.no_grad()
def crops_to_the_first_tokens(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator, crop=lambda ids: ids[:, : model.context])


@mistake(
    "generate",
    "Only the last token is handed to the model, which then knows no more than a bigram. Give it up to context tokens.",
)
@torch.no_grad()
def looks_at_the_last_token_alone(model, ids, n, temperature=1.0, generator=None):
    for _ in range(n):
        ids = torch.cat([ids, _generate(model, ids[:, -1:], 1, temperature, generator)[:, -1:]], dim=1)
    return ids


@mistake(
    "generate",
    "The result lacks the beginnings: append to ids, and return all T + n tokens.",
)
@torch.no_grad()
def returns_the_new_tokens_alone(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator)[:, ids.shape[1] :]


@mistake(
    "generate",
    "The temperature plays no part: divide the logits by it before the softmax.",
)
@torch.no_grad()
def ignores_the_temperature(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, float(temperature > 0), generator)


@mistake(
    "generate",
    "The logits are multiplied by the temperature. Divide: a low temperature makes the model surer of itself.",
)
@torch.no_grad()
def multiplies_by_the_temperature(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, 1 / temperature if temperature else 0, generator)


@mistake(
    "generate",
    "The most likely token is taken at every temperature. Above 0 draw one: torch.multinomial(probs, 1).",
)
@torch.no_grad()
def always_takes_the_most_likely(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, 0, generator)


@mistake(
    "generate",
    "The logits of the first token are used. What comes next is told by those of the last: [:, -1].",
)
@torch.no_grad()
def uses_the_first_logits(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator, at=0)


@mistake(
    "generate",
    "Temperature 0 fails, or gives chance: division by 0. Take the most likely token there, by argmax.",
)
@torch.no_grad()
def divides_by_0(model, ids, n, temperature=1.0, generator=None):
    def pick(logits, temperature, generator):
        return torch.multinomial((logits / temperature).softmax(dim=-1), 1, generator=generator)

    return _generate(model, ids, n, temperature, generator, pick=pick)


@mistake(
    "generate",
    "Chance does not come from the generator that is given: hand it on, torch.multinomial(..., generator=generator).",
)
@torch.no_grad()
def does_not_use_the_generator(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, None)


@mistake(
    "generate",
    "All rows get the same tokens. Each row draws for itself, from logits of its own.",
)
@torch.no_grad()
def gives_all_rows_the_same(model, ids, n, temperature=1.0, generator=None):
    new = _generate(model, ids[:1], n, temperature, generator)[:, ids.shape[1] :]
    return torch.cat([ids, new.expand(len(ids), -1)], dim=1)


@mistake(
    "generate",
    "Gradients are recorded while a text is written, and memory grows with it. Put torch.no_grad() around it.",
)
def records_gradients(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator)


@mistake(
    "generate",
    "The model is used in the mode in which it is, so that dropout would act in training mode. Call model.eval()"
    " before, and put the mode back after.",
)
@torch.no_grad()
def stays_in_its_mode(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator, eval_mode=False)


@mistake(
    "generate",
    "The model is left in eval mode, though it was in training. Note the mode before, and put it back.",
)
@torch.no_grad()
def leaves_the_model_in_eval_mode(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator, back=False)


@mistake(
    "generate",
    "The model is in training mode afterwards, though it was in eval mode. Note the mode before, and put it back.",
)
@torch.no_grad()
def always_ends_in_training_mode(model, ids, n, temperature=1.0, generator=None):
    found = _generate(model, ids, n, temperature, generator)
    model.train()
    return found


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "generate",
    "Two things remain: gradients are recorded while a text is written, where torch.no_grad() is due; and the model"
    " should be in eval mode meanwhile, and in its own mode after it.",
)
def records_gradients_and_stays_in_its_mode(model, ids, n, temperature=1.0, generator=None):
    return _generate(model, ids, n, temperature, generator, eval_mode=False)


@mistake(
    "GPT",
    "The model knows neither order nor positions: there is no causal mask, so that the answer can be copied, and no"
    " embedding of the positions. Begin with the mask.",
)
class HasNeitherMaskNorPositions(HasNoMask):
    def embed(self, ids):
        return self.tokens(ids)
