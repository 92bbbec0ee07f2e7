"""What beginners hand in for a GPT, and what to tell them."""

import torch
from gpt import GPT
from torch import nn
from torch.nn import functional as F

from dojo import mistake


class _Attention(nn.Module):
    def __init__(self, dim, n_heads, scale):
        super().__init__()
        self.n_heads, self.scale = n_heads, scale
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x, mask):
        q, k, v = (p.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for p in self.qkv(x).chunk(3, dim=-1))
        scores = q @ k.mT * self.scale(q.shape[-1], x.shape[-1])
        weights = scores.masked_fill(~mask, -torch.inf).softmax(dim=-1)
        return self.out((weights @ v).transpose(1, 2).flatten(2))


class _Block(nn.Module):
    """The block in steps, each of which a mistake may take otherwise."""

    def __init__(self, dim, n_heads, width=4):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = _Attention(dim, n_heads, self.scale)
        self.up, self.down = nn.Linear(dim, width * dim), nn.Linear(width * dim, dim)

    @staticmethod
    def scale(width, dim):
        return width**-0.5

    def activate(self, x):
        return F.gelu(x)

    def mlp(self, x):
        return self.down(self.activate(self.up(x)))

    def forward(self, x, mask):
        x = x + self.attention(self.norm1(x), mask)
        return x + self.mlp(self.norm2(x))


class _GPT(GPT):
    """The model in steps, each of which a mistake may take otherwise."""

    block = _Block

    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.blocks = nn.ModuleList(self.block(dim, n_heads) for _ in range(n_layers))
        self.draw(dim**-0.5)

    def check(self, ids):
        if ids.shape[1] > self.context:
            raise ValueError(f"{ids.shape[1]} tokens, a context of {self.context}")

    def places(self, ids):
        return torch.arange(ids.shape[1], device=ids.device)

    def embed(self, ids):
        return self.tokens(ids) + self.positions(self.places(ids))

    def mask(self, length, device):
        return torch.ones(length, length, dtype=torch.bool, device=device).tril()

    def through(self, x, mask):
        for block in self.blocks:
            x = block(x, mask)
        return x

    def logits(self, x):
        return self.head(self.norm(x))

    def forward(self, ids):
        self.check(ids)
        return self.logits(self.through(self.embed(ids), self.mask(ids.shape[1], ids.device)))


# ------------------------------------------------------------------------------------- embeddings


@mistake(
    "GPT",
    "The model does not know where a token is. Add the vectors of the positions 0, 1, ..., T - 1 to those of the"
    " tokens.",
)
class KnowsNoPositions(_GPT):
    def embed(self, ids):
        return self.tokens(ids)


@mistake(
    "GPT",
    "The table of positions is indexed by the tokens, so it says nothing about where they are. Index it by 0, 1,"
    " ..., T - 1.",
)
class IndexesPositionsByTokens(_GPT):
    def places(self, ids):
        return ids.clamp(max=self.context - 1)


@mistake("GPT", "The positions are counted from the end. Count them from the start of the text: 0, 1, ..., T - 1.")
class CountsPositionsFromTheEnd(_GPT):
    def places(self, ids):
        return torch.arange(ids.shape[1], device=ids.device).flip(0)


@mistake(
    "GPT",
    "The positions end at the last row of their table. They begin at its first row: 0, 1, ..., T - 1, also where T is"
    " less than context.",
)
class TakesTheLastPositions(_GPT):
    def places(self, ids):
        return torch.arange(self.context - ids.shape[1], self.context, device=ids.device)


@mistake(
    "GPT",
    "The vectors of the tokens are multiplied by √dim before the positions are added, as in the first transformer. A"
    " GPT adds them as they are.",
)
class ScalesTheTokens(_GPT):
    def embed(self, ids):
        return self.tokens(ids) * self.tokens.weight.shape[1] ** 0.5 + self.positions(self.places(ids))


# -------------------------------------------------------------------------------------- the mask


@mistake(
    "GPT",
    "Every token sees later ones, so the model can copy the answer. Give each block a causal mask: token i sees the"
    " tokens 0 to i.",
)
class HasNoMask(_GPT):
    def mask(self, length, device):
        return torch.ones(length, length, dtype=torch.bool, device=device)


@mistake(
    "GPT",
    "Every token sees the next one, which is what it has to predict. The causal mask is one diagonal too wide: it is"
    " j <= i, and not j <= i + 1.",
)
class SeesTheNextToken(_GPT):
    def mask(self, length, device):
        return super().mask(length, device) | torch.ones(length, length, device=device).tril(1).bool()


@mistake(
    "GPT",
    "The mask is turned round: each token sees itself and those to come. True means that a token may attend, and token"
    " i attends to 0 to i.",
)
class TurnsTheMaskRound(_GPT):
    def mask(self, length, device):
        return super().mask(length, device).T


@mistake(
    "GPT",
    "A token does not see itself. It may: what it has to predict is the next one. The causal mask is j <= i.",
)
class HidesTheTokenItself(_GPT):
    def mask(self, length, device):
        here = torch.eye(length, dtype=torch.bool, device=device)
        first = torch.arange(length, device=device)[:, None] == 0  # a token that sees nothing would be NaN
        return super().mask(length, device) & (~here | first)


# ------------------------------------------------------------------------------------- the blocks


@mistake(
    "GPT",
    "A block replaces its vectors by what the small network makes of them. The network adds: x = x + mlp(norm2(x)).",
)
class ForgetsTheSecondResidual(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            x = x + self.attention(self.norm1(x), mask)
            return self.mlp(self.norm2(x))


@mistake(
    "GPT",
    "A block replaces its vectors by what attention brings in. Attention adds: x = x + attention(norm1(x), mask).",
)
class ForgetsTheFirstResidual(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            x = self.attention(self.norm1(x), mask)
            return x + self.mlp(self.norm2(x))


@mistake(
    "GPT",
    "Neither attention nor the small network is added to what came in, so each block replaces it. Both add: x + ...",
)
class HasNoResiduals(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            return self.mlp(self.norm2(self.attention(self.norm1(x), mask)))


@mistake(
    "GPT",
    "The norms of a block come after the sums (post-norm). Here each stands before its sublayer (pre-norm):"
    " x + attention(norm1(x), mask).",
)
class NormsAfterTheSums(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            x = self.norm1(x + self.attention(x, mask))
            return self.norm2(x + self.mlp(x))


@mistake("GPT", "The blocks have no norms at work: each sublayer gets x as it is. It gets norm1(x), and norm2(x).")
class HasNoNormsInTheBlocks(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            x = x + self.attention(x, mask)
            return x + self.mlp(x)


@mistake("GPT", "The scores of attention are not divided by √E, the root of the width of a head.")
class DoesNotScale(_GPT):
    class block(_Block):
        @staticmethod
        def scale(width, dim):
            return 1.0


@mistake("GPT", "The scores of attention are divided by √dim. Divide by √E, E = dim / n_heads: a head is E wide.")
class ScalesByTheWholeWidth(_GPT):
    class block(_Block):
        @staticmethod
        def scale(width, dim):
            return dim**-0.5


@mistake("GPT", "Each attention has one head of the whole width. Hand n_heads on to the blocks.")
class HasOneHead(_GPT):
    class block(_Block):
        def __init__(self, dim, n_heads):
            super().__init__(dim, 1)


@mistake("GPT", "The small networks have a relu between their layers. It is gelu, in its exact form.")
class TakesRelu(_GPT):
    class block(_Block):
        def activate(self, x):
            return F.relu(x)


@mistake("GPT", "The small networks have gelu's approximation by tanh. Take the exact one: F.gelu(x).")
class TakesTheTanhForm(_GPT):
    class block(_Block):
        def activate(self, x):
            return F.gelu(x, approximate="tanh")


@mistake(
    "GPT",
    "approximate has no effect: the blocks have the exact gelu whatever it says. Hand it on to each Block.",
)
class IgnoresTheForm(_GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers, approximate="none"):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)


@mistake("GPT", "The small networks are dim wide inside. In a GPT they are four times as wide: hidden = 4 * dim.")
class HasNarrowBlocks(_GPT):
    class block(_Block):
        def __init__(self, dim, n_heads):
            super().__init__(dim, n_heads, width=1)


@mistake(
    "GPT",
    "There is one block, under n_layers names: [Block(...)] * n_layers repeats one object. Make a new block for each"
    " layer.",
)
class RepeatsOneBlock(_GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.blocks = nn.ModuleList([_Block(dim, n_heads)] * n_layers)


@mistake(
    "GPT",
    "The blocks lie in a Python list, where nn.Module does not find them: they would not be trained, saved or moved."
    " Put them into an nn.ModuleList.",
)
class KeepsTheBlocksInAList(_GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        blocks = list(self.blocks)
        del self.blocks
        self.blocks = blocks


@mistake("GPT", "Each block gets the embeddings. It gets the output of the block before it: x = block(x, mask).")
class GivesEachBlockTheEmbeddings(_GPT):
    def through(self, x, mask):
        return [block(x, mask) for block in self.blocks][-1]


@mistake("GPT", "The blocks run from the last to the first. Go through them in their order.")
class RunsTheBlocksBackwards(_GPT):
    def through(self, x, mask):
        for block in reversed(self.blocks):
            x = block(x, mask)
        return x


@mistake(
    "GPT",
    "What a block gives is added to its input once more: x = x + block(x, mask). A block adds by itself: x ="
    " block(x, mask).",
)
class AddsTheBlocksAgain(_GPT):
    def through(self, x, mask):
        for block in self.blocks:
            x = x + block(x, mask)
        return x


@mistake("GPT", "There is dropout, so that in training mode the same ids give other logits each time. Here is none.")
class DropsOut(_GPT):
    def through(self, x, mask):
        return F.dropout(super().through(x, mask), 0.1, self.training)


# --------------------------------------------------------------------------------------- the end


@mistake(
    "GPT",
    "The last norm is missing. In pre-norm nothing has normed the vectors that leave the last block: head(norm(x)).",
)
class HasNoLastNorm(_GPT):
    def logits(self, x):
        return self.head(x)


@mistake("GPT", "The last norm comes before the blocks. It stands after them, before the head: head(norm(x)).")
class NormsBeforeTheBlocks(_GPT):
    def embed(self, ids):
        return self.norm(super().embed(ids))

    def logits(self, x):
        return self.head(x)


@mistake(
    "GPT",
    "The head has weights of its own. Tie them: self.head.weight = self.tokens.weight, one table under two names, which"
    " is trained once.",
)
class DoesNotTieTheHead(_GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        nn.init.normal_(self.head.weight, std=dim**-0.5)


@mistake(
    "GPT",
    "The head starts with a copy of the tokens' table, and is then trained separately. Tie them: self.head.weight ="
    " self.tokens.weight, the parameter itself.",
)
class CopiesTheTable(_GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.head = nn.Linear(dim, vocab_size, bias=False)
        with torch.no_grad():
            self.head.weight.copy_(self.tokens.weight)


@mistake("GPT", "The head has a bias. Take nn.Linear(dim, vocab_size, bias=False).")
class HasABiasInTheHead(_GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.head = nn.Linear(dim, vocab_size)
        self.head.weight = self.tokens.weight


@mistake(
    "GPT",
    "forward gives probabilities where logits are due. Leave the softmax out: the loss has one of its own, and so has"
    " sampling.",
)
class GivesProbabilities(_GPT):
    def logits(self, x):
        return super().logits(x).softmax(dim=-1)


@mistake(
    "GPT",
    "forward gives log-probabilities where logits are due. Leave the log-softmax out: the loss has one of its own.",
)
class GivesLogProbabilities(_GPT):
    def logits(self, x):
        return super().logits(x).log_softmax(dim=-1)


@mistake(
    "GPT",
    "forward gives the logits of the last token alone. Each of the T tokens has a prediction to make: (B, T, V).",
)
class GivesTheLastLogitsAlone(_GPT):
    def logits(self, x):
        return super().logits(x)[:, -1]


@mistake("GPT", "The texts of a batch see each other. Attention runs along the tokens, the axis T of (B, h, T, E).")
class MixesTexts(_GPT):
    def through(self, x, mask):
        x = super().through(x, mask)
        return x + 0.1 * x.mean(dim=0, keepdim=True)


# ------------------------------------------------------------------------------- the first weights


@mistake(
    "GPT",
    "The first weights are too large: the model is sure of something it can't know. nn.Embedding draws from N(0, 1),"
    " and the head is the same table. Draw all matrices with a standard deviation of about dim ** -0.5.",
)
class StartsTooLoud(_GPT):
    def draw(self, std):
        for table in (self.tokens, self.positions):
            nn.init.normal_(table.weight)


@mistake(
    "GPT",
    "All weights and biases begin at 0. Then no vector differs from another, every gradient stays 0, and nothing is"
    " learnt. Draw the matrices with a standard deviation of about dim ** -0.5.",
)
class BeginsAtZero(_GPT):
    def draw(self, std):
        for name, parameter in self.named_parameters():
            if parameter.ndim > 1 or name.endswith("bias"):
                nn.init.zeros_(parameter)


# --------------------------------------------------------------------------------- the contract


@mistake(
    "GPT",
    "The parameters are not those of the statement, or have other names. Weights are saved and loaded by their names.",
)
class HasOtherNames(GPT):
    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.transformer = nn.ModuleDict({"wte": self.tokens, "wpe": self.positions, "h": self.blocks})
        del self.tokens, self.positions, self.blocks


@mistake(
    "GPT",
    "More tokens than context are accepted, or fail with an IndexError. Raise a ValueError that mentions both numbers.",
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


@mistake(
    "GPT",
    "More tokens than context are cropped without a word, and the caller gets fewer logits than tokens. Raise a"
    " ValueError; cropping is up to the caller.",
)
class CropsTheText(_GPT):
    def forward(self, ids):
        return super().forward(ids[:, -self.context :])


@mistake(
    "GPT",
    "Fewer tokens than context are refused. T may be anything from 1 to context: cut the positions and the mask to T.",
)
class WantsTheWholeContext(_GPT):
    def check(self, ids):
        if ids.shape[1] != self.context:
            raise ValueError(f"{ids.shape[1]} tokens, a context of {self.context}")


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "GPT",
    "The model knows neither order nor positions: there is no causal mask, so that the answer can be copied, and no"
    " vector of the positions is added. Begin with the positions.",
)
class HasNeitherMaskNorPositions(HasNoMask):
    def embed(self, ids):
        return self.tokens(ids)


@mistake(
    "GPT",
    "Two things at the end: the last norm is missing, head(norm(x)), and the head is not tied to the table of the"
    " tokens.",
)
class HasNoLastNormAndDoesNotTie(DoesNotTieTheHead):
    def logits(self, x):
        return self.head(x)
