"""What beginners hand in for a GPT, and what to tell them."""

import torch
from gpt import GPT
from torch import nn
from torch.nn import functional as F

from dojo import commonest, edit, ideas, mistake

ideas(
    wrong_axis="MixesTexts",
    wrong_divisor="DoesNotScale ScalesByTheWholeWidth",
    wrong_factor="ScalesTheTokens HasNarrowBlocks",
    missing_term=(
        "KnowsNoPositions ForgetsTheSecondResidual ForgetsTheFirstResidual HasNoResiduals HasNoNormsInTheBlocks "
        "HasNoLastNorm HasNeitherMaskNorPositions HasNoLastNormAndDoesNotTie"
    ),
    upside_down="CountsPositionsFromTheEnd",
    swapped_arguments="IndexesPositionsByTokens",
    off_by_one="HidesTheTokenItself",
    end_of_interval="TakesTheLastPositions",
    order_of_steps="NormsAfterTheSums RunsTheBlocksBackwards NormsBeforeTheBlocks NormsBetweenTheBlocks",
    stale_state="GivesEachBlockTheEmbeddings",
    counted_twice="AddsTheBlocksAgain",
    alias_or_copy="RepeatsOneBlock CopiesTheTable DoesNotTieTheHead",
    wrong_exception="TakesTooManyTokens AssertsTheContext",
    silent_error="CropsTheText",
    refuses_what_is_allowed="WantsTheWholeContext",
    default_value="HasOneHead IgnoresTheForm TakesTheTanhForm",
    mask_polarity="TurnsTheMaskRound",
    sees_the_future="HasNoMask SeesTheNextToken",
    train_eval_mode="DropsOut",
    parameter_or_buffer="KeepsTheBlocksInAList HasABiasInTheHead HasOtherNames",
    wrong_initialisation=(
        "StartsTooLoud BeginsAtZero DoesNotDivideWhatAdds DividesEveryMatrix CountsOneSumABlock DividesOutAlone "
        "DrawsWithAFixedDeviation DrawsAsConfigsSay DrawsTheNorms DrawsTheBiases LeavesThePositionsWide"
    ),
    partial_case="LeavesOutTheFirstBlock GivesTheLastLogitsAlone",
    wrong_formula="TakesRelu",
    logit_or_probability="GivesProbabilities GivesLogProbabilities",
)
commonest("KnowsNoPositions", "HasNoMask", "HasNoLastNorm")

_SAYS = 'f"{length} tokens do not fit into a context of {self.context}"'
_CHECK = f"if length > self.context:\n    raise ValueError({_SAYS})"

# ------------------------------------------------------------------------------------- embeddings

edit(
    "KnowsNoPositions",
    "The model does not know where a token is. Add the vectors of the positions 0, 1, ..., T - 1 to those of the"
    " tokens.",
    ("self.tokens(ids) + self.positions(torch.arange(length, device=ids.device))", "self.tokens(ids)"),
)

edit(
    "IndexesPositionsByTokens",
    "The table of positions is indexed by the tokens, so it says nothing about where they are. Index it by 0, 1,"
    " ..., T - 1.",
    ("torch.arange(length, device=ids.device)", "ids.clamp(max=self.context - 1)"),
)

edit(
    "CountsPositionsFromTheEnd",
    "The positions are counted from the end. Count them from the start of the text: 0, 1, ..., T - 1.",
    ("torch.arange(length, device=ids.device)", "torch.arange(length - 1, -1, -1, device=ids.device)"),
)

edit(
    "TakesTheLastPositions",
    "The positions end at the last row of their table. They should begin at its first row: 0, 1, ..., T - 1, even if T"
    " is less than context.",
    ("torch.arange(length, ", "torch.arange(self.context - length, self.context, "),
)

edit(
    "ScalesTheTokens",
    "The vectors of the tokens are multiplied by √dim before the positions are added, as in the first transformer. A"
    " GPT adds them as they are.",
    ("self.tokens(ids) + ", "self.tokens(ids) * self.tokens.embedding_dim**0.5 + "),
)


# -------------------------------------------------------------------------------------- the mask

edit(
    "HasNoMask",
    "Every token sees later ones, so the model can copy the answer. Give each block a causal mask: token i sees the"
    " tokens 0 to i.",
    ("block(x, mask)", "block(x)"),
)

edit(
    "SeesTheNextToken",
    "Every token sees the next one, which is what it has to predict. The causal mask is one diagonal too wide: it"
    " should be j <= i, and not j <= i + 1.",
    ("causal_mask(length, ids.device)", "torch.ones(length, length, dtype=torch.bool, device=ids.device).tril(1)"),
)

edit(
    "TurnsTheMaskRound",
    "The mask is the wrong way round: each token sees itself and those after it. True means that a token may attend,"
    " and token i attends to 0 to i.",
    ("causal_mask(length, ids.device)", "causal_mask(length, ids.device).T"),
)

edit(
    "HidesTheTokenItself",
    "A token does not see itself, although it may, because what it has to predict is the next one. The causal mask is"
    " j <= i.",
    ("causal_mask(length, ids.device)", "torch.ones(length, length, dtype=torch.bool, device=ids.device).tril(-1)"),
)


# ------------------------------------------------------------------------------------- the blocks

edit(
    "NormsAfterTheSums",
    "The norms of a block come after the sums (post-norm). Here each comes before its sublayer (pre-norm): x +"
    " attention(norm1(x), mask).",
    ("4 * dim, approximate", "4 * dim, norm_first=False, approximate"),
)

edit(
    "HasOneHead",
    "Each attention has one head of the full width. Pass n_heads on to the blocks.",
    ("Block(dim, n_heads, ", "Block(dim, 1, "),
)

edit(
    "TakesTheTanhForm",
    "The small networks have gelu's approximation by tanh. Use the exact one: F.gelu(x).",
    ("approximate=approximate", 'approximate="tanh"'),
)

edit(
    "IgnoresTheForm",
    "approximate has no effect, because the blocks always have the exact gelu. Pass it on to each Block.",
    (", approximate=approximate", ""),
)

edit(
    "HasNarrowBlocks",
    "The small networks are dim wide inside. In a GPT they are four times as wide: hidden = 4 * dim.",
    ("4 * dim", "dim"),
)

edit(
    "RepeatsOneBlock",
    "There is one block, under n_layers names: [Block(...)] * n_layers repeats one object. Make a new block for each"
    " layer.",
    (
        "(Block(dim, n_heads, 4 * dim, approximate=approximate) for _ in range(n_layers))",
        "[Block(dim, n_heads, 4 * dim, approximate=approximate)] * n_layers",
    ),
)

edit(
    "KeepsTheBlocksInAList",
    "The blocks are in a Python list, where nn.Module does not find them, so they would not be trained, saved or"
    " moved. Put them into an nn.ModuleList.",
    ("nn.ModuleList(layers)", "list(layers)"),
)

edit(
    "GivesEachBlockTheEmbeddings",
    "Each block gets the embeddings, but it should get the output of the block before it: x = block(x, mask).",
    ("x = block(x, mask)", "out = block(x, mask)"),
    ("self.norm(x)", "self.norm(out)"),
)

edit(
    "RunsTheBlocksBackwards",
    "The blocks run from the last to the first. Go through them in order.",
    ("for block in self.blocks:", "for block in reversed(self.blocks):"),
)

edit(
    "AddsTheBlocksAgain",
    "The output of a block is added to its input once more: x = x + block(x, mask). A block already does that"
    " addition: x = block(x, mask).",
    ("x = block(x, mask)", "x = x + block(x, mask)"),
)

edit(
    "LeavesOutTheFirstBlock",
    "The first block is there, and trained, but no token goes through it. Go through all blocks: for block in"
    " self.blocks.",
    ("for block in self.blocks:", "for block in self.blocks[1:]:"),
)

edit(
    "NormsBetweenTheBlocks",
    "The last norm is applied after each block, on the residual path. In pre-norm nothing norms this path, so apply"
    " norm once, after the last block.",
    ("x = block(x, mask)", "x = self.norm(block(x, mask))"),
    ("self.head(self.norm(x))", "self.head(x)"),
)

edit(
    "DropsOut",
    "There is dropout, so in training mode the same ids give different logits each time. This model has none.",
    ("self.norm(x)", "self.norm(nn.functional.dropout(x, 0.1, self.training))"),
)


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
    """A block of one's own, in steps, each of which a mistake may take otherwise."""

    def __init__(self, dim, n_heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attention = _Attention(dim, n_heads, self.scale)
        self.up, self.down = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim)

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
    """The model with blocks of one's own."""

    block = _Block

    def __init__(self, vocab_size, context, dim, n_heads, n_layers):
        super().__init__(vocab_size, context, dim, n_heads, n_layers)
        self.blocks = nn.ModuleList(self.block(dim, n_heads) for _ in range(n_layers))
        self.draw(dim**-0.5)


@mistake(
    "GPT",
    "A block replaces its vectors by the output of the small network, but should add it: x = x + mlp(norm2(x)).",
)
class ForgetsTheSecondResidual(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            x = x + self.attention(self.norm1(x), mask)
            return self.mlp(self.norm2(x))


@mistake(
    "GPT",
    "A block replaces its vectors by attention's output, but should add it: x = x + attention(norm1(x), mask).",
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
    "GPT", "The blocks do not use their norms, so each sublayer gets x as it is. It should get norm1(x), and norm2(x)."
)
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


@mistake("GPT", "The small networks have a relu between their layers. It should be gelu, in its exact form.")
class TakesRelu(_GPT):
    class block(_Block):
        def activate(self, x):
            return F.relu(x)


@mistake("GPT", "The texts of a batch see each other. Attention runs along the tokens, the axis T of (B, h, T, E).")
class MixesTexts(_GPT):
    class block(_Block):
        def forward(self, x, mask):
            x = super().forward(x, mask)
            return x + 0.1 * x.mean(dim=0, keepdim=True)


# --------------------------------------------------------------------------------------- the end

edit(
    "HasNoLastNorm",
    "The last norm is missing. In pre-norm nothing has normed the vectors that leave the last block: head(norm(x)).",
    ("self.head(self.norm(x))", "self.head(x)"),
)

edit(
    "NormsBeforeTheBlocks",
    "The last norm comes before the blocks. It belongs after them, before the head: head(norm(x)).",
    ("mask = causal_mask", "x = self.norm(x)\nmask = causal_mask"),
    ("self.head(self.norm(x))", "self.head(x)"),
)

edit(
    "DoesNotTieTheHead",
    "The head has weights of its own. Tie them: self.head.weight = self.tokens.weight, one table under two names,"
    " which is trained only once.",
    ("self.head.weight = self.tokens.weight  # one table, read both ways\nself.draw", "self.draw"),
)

edit(
    "CopiesTheTable",
    "The head starts with a copy of the tokens' table, and is then trained separately. Tie them: self.head.weight ="
    " self.tokens.weight, the parameter itself.",
    (
        "self.head.weight = self.tokens.weight  # one table, read both ways\nself.draw(dim**-0.5)",
        "self.draw(dim**-0.5)\nself.head.weight = nn.Parameter(self.tokens.weight.detach().clone())",
    ),
)

edit(
    "HasABiasInTheHead",
    "The head has a bias. Use nn.Linear(dim, vocab_size, bias=False).",
    (", bias=False", ""),
)

edit(
    "GivesProbabilities",
    "forward gives probabilities instead of logits. Leave the softmax out: the loss has one of its own, and so does"
    " sampling.",
    ("self.head(self.norm(x))", "self.head(self.norm(x)).softmax(dim=-1)"),
)

edit(
    "GivesLogProbabilities",
    "forward gives log-probabilities instead of logits. Leave the log-softmax out: the loss has one of its own.",
    ("self.head(self.norm(x))", "self.head(self.norm(x)).log_softmax(dim=-1)"),
)

edit(
    "GivesTheLastLogitsAlone",
    "forward gives only the logits of the last token. Each of the T tokens has a prediction to make: (B, T, V).",
    ("self.head(self.norm(x))", "self.head(self.norm(x[:, -1]))"),
)


# ------------------------------------------------------------------------------- the first weights

edit(
    "StartsTooLoud",
    "The first weights are too large: the model is sure of something it can't know. nn.Embedding draws from N(0, 1),"
    " and the head is the same table. Draw all matrices with a standard deviation of about dim ** -0.5.",
    ("  # one table, read both ways\nself.draw(dim**-0.5)", ""),
)

edit(
    "BeginsAtZero",
    "All weights and biases begin at 0. Then all vectors are equal, every gradient stays 0, and nothing is learnt."
    " Draw the matrices with a standard deviation of about dim ** -0.5.",
    (
        'if parameter.ndim > 1:\n    adds = name.endswith(("out.weight", "down.weight"))\n'
        "    nn.init.normal_(parameter, std=std / (2 * len(self.blocks)) ** 0.5 if adds else std)",
        'if parameter.ndim > 1 or name.endswith("bias"):\n    nn.init.zeros_(parameter)',
    ),
)

edit(
    "DoesNotDivideWhatAdds",
    "The layers that add to the path are drawn as widely as all others. Each block adds twice, so the path grows with"
    " every block: divide the deviation of attention.out and down by √(2 · n_layers).",
    ("std=std / (2 * len(self.blocks)) ** 0.5 if adds else std", "std=std"),
)

edit(
    "DividesEveryMatrix",
    "Every matrix is divided by √(2 · n_layers). Only attention.out and down should be, because they add to the path."
    " All others keep 1/√dim.",
    ("std=std / (2 * len(self.blocks)) ** 0.5 if adds else std", "std=std / (2 * len(self.blocks)) ** 0.5"),
)

edit(
    "CountsOneSumABlock",
    "attention.out and down are divided by √n_layers, as if a block added only once. It adds twice, after attention"
    " and after the mlp: divide by √(2 · n_layers).",
    ("(2 * len(self.blocks)) ** 0.5", "len(self.blocks) ** 0.5"),
)

edit(
    "DividesOutAlone",
    "down is drawn as widely as the matrices that do not add to the path. Like attention.out, it adds to it: divide"
    " its deviation by √(2 · n_layers), too.",
    ('("out.weight", "down.weight")', '"out.weight"'),
)

edit(
    "DrawsWithAFixedDeviation",
    "The first weights have the same fixed deviation in a model of any width, as in the configs of published models."
    " Here it follows the width: 1/√dim, and that over √(2 · n_layers) for attention.out and down.",
    ("self.draw(dim**-0.5)", "self.draw(std)"),
    std=(0.02, 0.01, 0.05),
)

edit(
    "DrawsAsConfigsSay",
    "Every matrix has the fixed deviation 0.02, as the configs of published models say. Here it follows the width:"
    " 1/√dim, and that over √(2 · n_layers) for attention.out and down, which add to the path.",
    ("self.draw(dim**-0.5)", "self.draw(0.02)"),
    ("std=std / (2 * len(self.blocks)) ** 0.5 if adds else std", "std=std"),
)

edit(
    "DrawsTheNorms",
    "The gains and biases of the norms are drawn at random with the matrices. A new norm should only norm, so its gain"
    " begins at 1, and its bias at 0.",
    ("if parameter.ndim > 1:", 'if parameter.ndim > 1 or "norm" in name:'),
)

edit(
    "DrawsTheBiases",
    "The biases are drawn at random, including those of the norms. A new norm should only norm, so its bias begins at"
    " 0.",
    ("if parameter.ndim > 1:", 'if parameter.ndim > 1 or name.endswith("bias"):'),
)

edit(
    "LeavesThePositionsWide",
    "The table of positions is drawn from N(0, 1), as nn.Embedding does, and drowns out the tokens. It is a matrix"
    " like all others: draw it with 1/√dim.",
    ("if parameter.ndim > 1:", 'if parameter.ndim > 1 and name != "positions.weight":'),
)


# --------------------------------------------------------------------------------- the contract

edit(
    "HasOtherNames",
    "The parameters are not those of the statement, or have other names. Weights are saved and loaded by their names.",
    ("self.blocks", "self.layers", 3),
)

edit(
    "TakesTooManyTokens",
    "More tokens than context are accepted, or fail with an IndexError. Raise a ValueError that mentions both numbers.",
    (f"{_CHECK}\nx = self.tokens", "x = self.tokens"),
)

edit(
    "AssertsTheContext",
    "The number of tokens is checked with assert, which raises an AssertionError, and which python -O skips. Use if,"
    " and raise a ValueError.",
    (_CHECK, f"assert length <= self.context, {_SAYS}"),
)

edit(
    "CropsTheText",
    "More tokens than context are silently cropped, so the caller gets fewer logits than tokens. Raise a ValueError;"
    " cropping is up to the caller.",
    ("length = ids.shape[1]", "ids = ids[:, -self.context :]\nlength = ids.shape[1]"),
)

edit(
    "WantsTheWholeContext",
    "Fewer tokens than context are refused. T may be anything from 1 to context: cut the positions and the mask to T.",
    ("length > self.context", "length != self.context"),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "HasNeitherMaskNorPositions",
    "The model knows neither order nor positions: there is no causal mask, so the answer can be copied, and no vector"
    " of the positions is added. Begin with the positions.",
    ("self.tokens(ids) + self.positions(torch.arange(length, device=ids.device))", "self.tokens(ids)"),
    ("block(x, mask)", "block(x)"),
)

edit(
    "HasNoLastNormAndDoesNotTie",
    "Two things are wrong at the end: the last norm is missing, head(norm(x)), and the head is not tied to the table"
    " of the tokens.",
    ("self.head.weight = self.tokens.weight  # one table, read both ways\nself.draw", "self.draw"),
    ("self.head(self.norm(x))", "self.head(x)"),
)
