"""What beginners hand in for Muon, and what to tell them."""

from muon import Muon, newton_schulz, without_graph

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="norms_each_row",
    whole_for_slice="norms_the_stack",
    wrong_divisor="divides_by_the_largest_entry divides_by_nothing",
    root_or_square="divides_by_the_squared_norm scales_without_the_root",
    wrong_factor="SumsButStepsAsAMean scales_the_decay forgets_the_0_2 steps_without_the_rate",
    missing_term="leaves_out_the_last_product leaves_out_the_fifth_power NoNesterov NoMomentum ForgetsTheDecay",
    sign="climbs adds_the_cubic",
    swapped_arguments="swaps_b_and_c mixes_the_shares",
    transposed="stays_transposed",
    order_of_steps="OrthogonaliseFirst DecaysAfterTheStep DecaysInTheGradient",
    stale_state="KeepsTheFirstRate",
    state_not_kept="KeepsWhatIsAhead",
    writes_into_input="WritesIntoTheGradient",
    alias_or_copy="MovesANewMatrix",
    cancellation="computes_in_float32",
    epsilon="clamps_the_norm adds_eps_to_the_squares forgets_eps",
    zero_case="DecaysWithoutGradient",
    silent_error="takes_any_number takes_vectors",
    default_value="makes_five_steps_always makes_ten_steps ignores_eps",
    gradient_let_through="MovesInTheGraph",
    partial_case="HasNoZeroGrad splits_by_axes_alone splits_by_any_part keeps_positions",
    wrong_formula="squares_each_entry takes_signs scales_by_the_ratio scales_by_the_smaller scales_by_the_rows",
    hidden_cost="takes_the_larger_product transposes_no_stack",
    wrong_stop="makes_a_step_too_few",
)

NORM = "xp.sqrt(xp.sum(x * x, axis=(-2, -1), keepdims=True))"
POLYNOMIAL = "A * x + (B * gram + C * gram @ gram) @ x"
FACTOR = "0.2 * max(p.shape) ** 0.5"

# ------------------------------------------------------------------------------ Newton-Schulz

edit(
    "divides_by_nothing",
    "The matrix is not divided by its norm. Where a singular value is above 1.26, the fifth powers explode. Divide by"
    " the root of the sum of all squared entries, plus eps.",
    (f"x / ({NORM} + eps)", "x * 1.0"),
)
edit(
    "divides_by_the_largest_entry",
    "The matrix is divided by its largest entry, which does not keep its singular values below 1. Divide by the root"
    " of the sum of all squared entries.",
    (NORM, "xp.max(xp.abs(x), axis=(-2, -1), keepdims=True)"),
)
edit(
    "divides_by_the_squared_norm",
    "The matrix is divided by the sum of its squares. Take the root of that sum first.",
    (NORM, "xp.sum(x * x, axis=(-2, -1), keepdims=True)"),
)
edit(
    "norms_each_row",
    "Each row is divided by its own length. That turns the singular vectors. The matrix has one norm, of all its"
    " entries.",
    ("axis=(-2, -1), keepdims=True", "axis=-1, keepdims=True"),
)
edit(
    "squares_each_entry",
    "The fifth power has gram * gram, which squares each entry. It needs the product of matrices, gram @ gram.",
    ("C * gram @ gram", "C * gram * gram"),
)
edit(
    "leaves_out_the_last_product",
    "The fifth power is taken as gram @ gram, which is U S⁴ Uᵀ. One more product with X makes it U S⁵ Vᵀ.",
    (POLYNOMIAL, "A * x + B * gram @ x + C * gram @ gram @ xp.ones_like(x)"),
)
edit(
    "leaves_out_the_fifth_power",
    "The term with c is missing, so large singular values turn negative. Add 2.0315 (X Xᵀ)² X.",
    (POLYNOMIAL, "A * x + B * gram @ x"),
)
edit(
    "swaps_b_and_c",
    "b and c are swapped. b = -4.7750 belongs to X Xᵀ, c = 2.0315 to its square.",
    (POLYNOMIAL, "A * x + (C * gram + B * gram @ gram) @ x"),
)
edit(
    "adds_the_cubic",
    "The cubic term is added. b is negative: -4.7750.",
    (POLYNOMIAL, "A * x + (-B * gram + C * gram @ gram) @ x"),
)
edit(
    "stays_transposed",
    "A tall matrix is transposed for the iteration and not transposed back.",
    ("return xp.matrix_transpose(x) if tall else x", "return x"),
)
edit(
    "takes_the_larger_product",
    "The values are right, but for a tall matrix the product X Xᵀ is the large one. Work on the transpose, and"
    " transpose back at the end.",
    ("tall = g.shape[-2] > g.shape[-1]", "tall = False"),
)
edit(
    "makes_five_steps_always",
    "steps changes nothing: there are five whatever is asked for.",
    ("range(steps)", "range(5)"),
)
edit(
    "makes_ten_steps",
    "Ten steps are made by default, as if the iteration came closer and closer to 1. It does not: make five.",
    ("steps=5", "steps=10"),
)
edit(
    "makes_a_step_too_few",
    "One step is missing. The division by the norm does not count as one.",
    ("range(steps)", "range(steps - 1)"),
)
edit(
    "norms_the_stack",
    "One norm is taken over the entire stack. Each matrix has its own: sum over the last two axes alone.",
    (NORM, "xp.sqrt(xp.sum(x * x))"),
)
edit(
    "forgets_eps",
    "Without eps, a gradient of zeros becomes 0 / 0, which is NaN. Add eps to the norm.",
    (f"({NORM} + eps)", NORM),
)
edit(
    "ignores_eps",
    "The eps that is given changes nothing. Add it to the norm.",
    (f"{NORM} + eps", f"{NORM} + 1e-7"),
)
edit(
    "clamps_the_norm",
    "eps is the smallest value that the norm may take, as in torch. Here it is added to the norm.",
    (f"({NORM} + eps)", f"xp.where({NORM} < eps, eps, {NORM})"),
)
edit(
    "adds_eps_to_the_squares",
    "eps is added under the root. Take the root first, then add eps.",
    (f"({NORM} + eps)", "xp.sqrt(xp.sum(x * x, axis=(-2, -1), keepdims=True) + eps)"),
)
edit(
    "computes_in_float32",
    "The iteration runs in float32, and half of the digits of float64 are lost. Published code does so, or worse, to"
    " save time. Here keep the dtype of g.",
    ("tall = g.shape", "dtype = g.dtype\ng = xp.astype(g, xp.float32)\ntall = g.shape"),
    ("return xp.matrix_transpose(x) if tall else x", "return xp.astype(xp.matrix_transpose(x) if tall else x, dtype)"),
)
edit(
    "takes_signs",
    "Each entry is replaced by its sign. That makes the entries alike, and not the singular values.",
    ("tall = g.shape", "return xp.sign(g)\ntall = g.shape"),
)

generics("newton_schulz", "writes_into_its_input")

# ------------------------------------------------------------------------------------- Muon


class Steps(Muon):
    """Muon, cut into the parts that a mistake gets wrong."""

    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        super().__init__(params, lr, momentum, weight_decay)

    def step(self, grads=None):
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        for i, (p, g) in enumerate(zip(map(without_graph, self.params), grads, strict=True)):
            if g is not None:
                self.one(i, p, g)

    def one(self, i, p, g):
        update = newton_schulz(self.direction(i, g))
        self.decay(p)
        self.move(p, self.lr * 0.2 * max(p.shape) ** 0.5 * update)

    def direction(self, i, g):
        beta = self.momentum
        self.means[i] = beta * self.means[i] + (1 - beta) * g
        return beta * self.means[i] + (1 - beta) * g

    def decay(self, p):
        p *= 1 - self.lr * self.weight_decay

    def move(self, p, update):
        p -= update


@mistake(
    "Muon",
    "The mean itself is made orthogonal. Nesterov looks one step ahead: (1 - β) g + β m, with the new m.",
)
class NoNesterov(Steps):
    def direction(self, i, g):
        super().direction(i, g)
        return self.means[i]


@mistake(
    "Muon", "The gradient alone is made orthogonal, and there is no momentum. Keep a running mean for each matrix."
)
class NoMomentum(Steps):
    def direction(self, i, g):
        return g


@mistake(
    "Muon",
    "A sum and a mean are mixed: the buffer is a mean, but the full gradient is added to it. Take (1 - β) g + β m; or"
    " keep a sum, m = β m + g, and take g + β m.",
)
class SumsButStepsAsAMean(Steps):
    def direction(self, i, g):
        super().direction(i, g)
        return g + self.momentum * self.means[i]


@mistake(
    "Muon",
    "What lies one step ahead is kept as the mean, so each gradient counts twice. Keep m as it is, and give"
    " Newton-Schulz a new array.",
)
class KeepsWhatIsAhead(Steps):
    def direction(self, i, g):
        self.means[i] = super().direction(i, g)
        return self.means[i]


@mistake(
    "Muon",
    "Each gradient is made orthogonal, and then the mean is taken: a mean of orthogonal matrices is none. Take the"
    " mean of the gradients first.",
)
class OrthogonaliseFirst(Steps):
    def one(self, i, p, g):
        update = self.direction(i, newton_schulz(g))
        self.decay(p)
        self.move(p, self.lr * 0.2 * max(p.shape) ** 0.5 * update)


edit(
    "mixes_the_shares",
    "The two shares are swapped: the mean keeps β of itself, and takes in 1 - β of the gradient.",
    (
        "self.means[i] = self.momentum * self.means[i] + (1 - self.momentum) * g",
        "self.means[i] = (1 - self.momentum) * self.means[i] + self.momentum * g",
    ),
)
edit(
    "scales_by_the_ratio",
    "The step is multiplied by √max(1, n / k), as Keller Jordan and nanochat do. Here it is 0.2 √max(n, k).",
    (FACTOR, "max(1, p.shape[0] / p.shape[1]) ** 0.5"),
)
edit(
    "scales_by_the_smaller",
    "The factor has the smaller of rows and columns. Take the larger: 0.2 √max(n, k).",
    (FACTOR, "0.2 * min(p.shape) ** 0.5"),
)
edit(
    "scales_by_the_rows",
    "The factor has the rows, whether they are more or fewer than the columns. Take the larger: 0.2 √max(n, k).",
    (FACTOR, "0.2 * p.shape[0] ** 0.5"),
)
edit(
    "scales_without_the_root",
    "The factor lacks its root: 0.2 √max(n, k).",
    (FACTOR, "0.2 * max(p.shape)"),
)
edit(
    "forgets_the_0_2",
    "The factor lacks the 0.2, so that the step is five times as long.",
    (FACTOR, "max(p.shape) ** 0.5"),
)
edit(
    "scales_the_decay",
    "The decay has the factor of the step. It has the plain rate: multiply by 1 - lr * weight_decay.",
    ("1 - self.lr * self.weight_decay", "1 - self.lr * factor * self.weight_decay"),
)
edit(
    "steps_without_the_rate",
    "The step lacks the learning rate.",
    ("self.lr * factor * newton_schulz(ahead)", "factor * newton_schulz(ahead)"),
)
edit("climbs", "The step is added. Subtract it.", ("p -= self.lr", "p += self.lr"))


@mistake("Muon", "There is no weight decay. First multiply the matrix by 1 - lr * weight_decay.")
class ForgetsTheDecay(Steps):
    def decay(self, p):
        pass


@mistake("Muon", "The decay comes after the step, and shrinks the step too. It comes first.")
class DecaysAfterTheStep(Steps):
    def one(self, i, p, g):
        self.move(p, self.lr * 0.2 * max(p.shape) ** 0.5 * newton_schulz(self.direction(i, g)))
        self.decay(p)


@mistake(
    "Muon",
    "The decay is added to the gradient, and Newton-Schulz takes its size away. Shrink the matrix itself, and leave"
    " the gradient as it is.",
)
class DecaysInTheGradient(Steps):
    def direction(self, i, g):
        return super().direction(i, g + self.weight_decay * without_graph(self.params[i]))

    def decay(self, p):
        pass


@mistake(
    "Muon",
    "The gradient is written into, as g.lerp_ does: whoever handed it over keeps a wrong one. Make a new array.",
)
class WritesIntoTheGradient(Steps):
    def direction(self, i, g):
        ahead = super().direction(i, g)
        g[...] = ahead
        return ahead


@mistake("Muon", "A new matrix is made, as p = p - ... does, and the caller's never moves. Write into it: p -= ...")
class MovesANewMatrix(Steps):
    def one(self, i, p, g):
        super().one(i, p * 1, g)


@mistake("Muon", "The rate is read once, in the constructor. Read self.lr in each step: it may have changed.")
class KeepsTheFirstRate(Steps):
    def __init__(self, params, lr=2e-3, momentum=0.95, weight_decay=0.1):
        super().__init__(params, lr, momentum, weight_decay)
        self.first = lr

    def one(self, i, p, g):
        now, self.lr = self.lr, self.first
        super().one(i, p, g)
        self.lr = now


@mistake("Muon", "A matrix whose gradient is None decays all the same. Leave it, and its mean, as they are.")
class DecaysWithoutGradient(Steps):
    def step(self, grads=None):
        grads = [p.grad for p in self.params] if grads is None else grads
        for p, g in zip(map(without_graph, self.params), grads, strict=True):
            if g is None:
                self.decay(p)
        super().step(grads)


@mistake(
    "Muon",
    "Autograd records the step, and refuses to change a leaf in place. Work on p.detach(), which is the same memory,"
    " or inside torch.no_grad().",
)
class MovesInTheGraph(Muon):
    def step(self, grads=None):
        grads = [p.grad for p in self.params] if grads is None else grads
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is not None:
                self.means[i] = self.momentum * self.means[i] + (1 - self.momentum) * g
                ahead = self.momentum * self.means[i] + (1 - self.momentum) * g
                p *= 1 - self.lr * self.weight_decay
                p -= self.lr * 0.2 * max(p.shape) ** 0.5 * newton_schulz(ahead)


@mistake("Muon", "zero_grad does nothing, so gradients of torch add up from step to step. Set each .grad to None.")
class HasNoZeroGrad(Muon):
    def zero_grad(self):
        pass


edit(
    "takes_any_number",
    "A wrong number of gradients is not refused with a ValueError.",
    ("len(grads) != len(self.params)", "False"),
)
edit(
    "takes_vectors",
    "A parameter that is no matrix is not refused with a ValueError. A bias is AdamW's.",
    ("if p.ndim != 2:", "if False:"),
)

# ------------------------------------------------------------------------------------- split

edit(
    "splits_by_axes_alone",
    "Every parameter with two axes is taken for a matrix. Tables and the head have two axes, too: look at the name.",
    ('p.ndim == 2 and not name.startswith(("tokens", "positions", "head"))', "p.ndim == 2"),
)
edit(
    "splits_by_any_part",
    "A name that has tokens or head anywhere in it is left out. Only its beginning counts.",
    (
        'not name.startswith(("tokens", "positions", "head"))',
        'not any(part in name for part in ("tokens", "positions", "head"))',
    ),
)
edit(
    "keeps_positions",
    "The table of positions is given to Muon. It is looked up row by row, like that of tokens.",
    ('("tokens", "positions", "head")', '("tokens", "head")'),
)

edit(
    "transposes_no_stack",
    "The matrices of a stack are not transposed, however tall they are. Look at the last two axes alone.",
    ("tall = g.shape[-2] > g.shape[-1]", "tall = g.ndim == 2 and g.shape[-2] > g.shape[-1]"),
)
