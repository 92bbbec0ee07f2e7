"""What beginners hand in for AdamW, and what to tell them."""

from adamw import AdamW, without_graph
from array_api_compat import array_namespace

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="OneStateForAll",
    root_or_square="ForgetsTheSquare ForgetsTheRoot",
    wrong_factor="DecaysWithoutRate DecaysTwiceAsMuch",
    missing_term="ForgetsTheDecay NoBiasCorrection CorrectsTheFirstMomentOnly NoBiasCorrectionAndDecaysInTheGradient",
    sign="GrowsTheParameters Climbs",
    upside_down="KeepsTheShareAlone",
    swapped_arguments="SwapsTheBetas",
    off_by_one="CountsFromZero",
    order_of_steps="DecaysInTheGradient DecaysAfterTheStep DecaysAfterTheStepWithoutRate SquaresTheMean",
    stale_state="KeepsTheFirstRate KeepsTheFirstShare ForgetsNoGradient",
    state_not_kept="NeverCounts",
    counted_twice="DecaysTwice DecaysByTheRateTwice StoresTheCorrectedMoments CountsParameters",
    writes_into_input="WritesIntoTheGradients",
    alias_or_copy="DecaysANewArray MovesANewArray ReplacesTheData",
    epsilon="EpsInsideTheRoot EpsBeforeTheCorrection",
    zero_case="DecaysWithoutGradient TakesNoneForZeros CountsStepsWithoutGradient FillsWithZeros",
    silent_error="TakesAnyNumberOfGradients",
    default_value="HasAdamsDefault IgnoresTheGivenDecay",
    gradient_let_through="MovesInTheGraph",
    wrong_stop="EndsAtNone",
    partial_case="ComputesWithNone HasNoZeroGrad ZeroesWhatIsNone KeepsTheGenerator",
    wrong_formula="DecaysBySign",
)


class Steps(AdamW):
    """AdamW, cut into the parts that a mistake gets wrong."""

    start = 0

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)
        self.tensors = self.params  # which hold the gradients
        self.params = [without_graph(p) for p in self.params]
        self.counts = [self.start for _ in self.params]

    def step(self, grads=None):
        self.step_by([p.grad for p in self.tensors] if grads is None else grads)

    def zero_grad(self):
        for p in self.tensors:
            p.grad = None

    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is not None:
                self.one(i, p, g)

    def one(self, i, p, g):
        self.count(i)
        g = self.slope(p, g)
        self.decay(p)
        self.remember(i, g)
        self.move(p, self.lr * self.quotient(*self.corrected(i)))

    def count(self, i):
        self.counts[i] += 1
        self.t = self.counts[i]  # of the parameter whose turn it is

    def slope(self, p, g):
        return g

    def decay(self, p):
        p *= 1 - self.lr * self.weight_decay

    def remember(self, i, g):
        beta1, beta2 = self.betas
        self.means[i] = beta1 * self.means[i] + (1 - beta1) * g
        self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g

    def corrected(self, i):
        beta1, beta2 = self.betas
        return self.means[i] / (1 - beta1**self.t), self.squares[i] / (1 - beta2**self.t)

    def quotient(self, mean, square):
        return mean / (array_namespace(square).sqrt(square) + self.eps)

    def move(self, p, update):
        p -= update


@mistake(
    "AdamW",
    "The decay is added to the gradient. That is Adam with L2: the decay is then divided by the size of the"
    " gradients. Shrink the parameter itself, and leave the gradient as it is.",
)
class DecaysInTheGradient(Steps):
    def slope(self, p, g):
        return g + self.weight_decay * p

    def decay(self, p):
        pass


@mistake(
    "AdamW",
    "The decay comes after Adam's step, and shrinks the step too. It comes first: p *= 1 - lr * weight_decay, then"
    " the step.",
)
class DecaysAfterTheStep(Steps):
    def one(self, i, p, g):
        self.count(i)
        self.remember(i, g)
        self.move(p, self.lr * self.quotient(*self.corrected(i)))
        self.decay(p)


edit(
    "DecaysWithoutRate",
    "The decay is not scaled by the learning rate. Each step multiplies the parameter by 1 - lr * weight_decay.",
    ("self.lr * self.weight_decay", "self.weight_decay"),
)


@mistake(
    "AdamW",
    "Two things: the decay comes after Adam's step, and it is not scaled by the learning rate. It comes first: p *= 1"
    " - lr * weight_decay, then the step.",
)
class DecaysAfterTheStepWithoutRate(DecaysAfterTheStep):
    def decay(self, p):
        p *= 1 - self.weight_decay


edit(
    "KeepsTheShareAlone",
    "The parameter is multiplied by lr * weight_decay, so almost nothing of it remains. A step removes that share:"
    " multiply by 1 - lr * weight_decay.",
    ("1 - self.lr * self.weight_decay", "self.lr * self.weight_decay"),
)

edit(
    "ForgetsTheDecay",
    "There is no decay: it is missing, or p = p * ... makes a new array, and the caller keeps the old one. Write"
    " into it: p *= 1 - lr * weight_decay.",
    ("p *= 1 - self.lr * self.weight_decay  # the decay, in the caller's array\np -= ", "p -= "),
)

edit(
    "GrowsTheParameters",
    "The decay lets the parameters grow. It pulls towards 0: multiply by 1 - lr * weight_decay.",
    ("1 - self.lr * self.weight_decay", "1 + self.lr * self.weight_decay"),
)


@mistake("AdamW", "The decay is applied twice: to the gradient and to the parameter. Leave the gradient as it is.")
class DecaysTwice(Steps):
    def slope(self, p, g):
        return g + self.weight_decay * p


edit(
    "DecaysTwiceAsMuch",
    "The decay is doubled. Each step multiplies the parameter by 1 - lr * weight_decay, once.",
    ("p *= 1 - self.lr * self.weight_decay", "p *= 1 - 2 * self.lr * self.weight_decay"),
)

edit(
    "DecaysBySign",
    "The decay pulls at every number with the same force, by its sign. It takes the same share of each: multiply by"
    " 1 - lr * weight_decay.",
    ("p *= 1 - self.lr * self.weight_decay", "p -= self.lr * self.weight_decay * array_namespace(p).sign(p)"),
)

edit(
    "SwapsTheBetas",
    "The two betas are swapped. The first is for the mean of the gradients, the second for the mean of their squares.",
    ("list(params), lr, betas, eps, weight_decay", "list(params), lr, betas[::-1], eps, weight_decay"),
)

edit(
    "HasAdamsDefault",
    "Without options there is no decay. The stub's default is weight_decay=1e-2; that of Adam is 0.",
    ("1e-2", "0.0"),
)

edit(
    "DecaysByTheRateTwice",
    "The decay is multiplied by the learning rate twice. Each step multiplies the parameter by 1 - lr * weight_decay.",
    ("p *= 1 - self.lr * self.weight_decay", "p *= 1 - self.lr * self.lr * self.weight_decay"),
)

edit(
    "IgnoresTheGivenDecay",
    "The given weight_decay is ignored, as if it were always 1e-2. Store it in __init__.",
    ("list(params), lr, betas, eps, weight_decay", "list(params), lr, betas, eps, 1e-2"),
)


@mistake(
    "AdamW",
    "The decay makes a new array, as p = p * ... does, and the step goes into that array, so the caller's never"
    " moves. Write into it: p *= ..., then p -= ...",
)
class DecaysANewArray(Steps):
    def one(self, i, p, g):
        super().one(i, p * 1, g)


@mistake(
    "AdamW",
    "The step goes into a new array, as p = p - ... does, and the caller's array only decays. Write into it: p -= ...",
)
class MovesANewArray(Steps):
    def move(self, p, update):
        p = p - update


@mistake("AdamW", "It climbs. The loss falls against its gradient: subtract the step.")
class Climbs(Steps):
    def move(self, p, update):
        p += update


@mistake(
    "AdamW",
    "There is no bias correction. Both running means start at 0 and are too small at first: divide each by 1 -"
    " beta**t.",
)
class NoBiasCorrection(Steps):
    def corrected(self, i):
        return self.means[i], self.squares[i]


@mistake(
    "AdamW",
    "Only the mean of the gradients is corrected for its start at 0. The mean of the squares starts at 0 too:"
    " divide it by 1 - beta2**t.",
)
class CorrectsTheFirstMomentOnly(Steps):
    def corrected(self, i):
        return super().corrected(i)[0], self.squares[i]


@mistake(
    "AdamW",
    "The corrected means are stored instead of the running means, so the next step corrects them again. Store the"
    " running means as they are, and correct a copy at each step.",
)
class StoresTheCorrectedMoments(Steps):
    def corrected(self, i):
        self.means[i], self.squares[i] = super().corrected(i)
        return self.means[i], self.squares[i]


@mistake(
    "AdamW",
    "The bias correction divides by 1 - beta instead of 1 - beta**t, as if the count of the steps stayed at 1."
    " Add one to it at every step.",
)
class NeverCounts(Steps):
    def count(self, i):
        self.t = 1


@mistake(
    "AdamW",
    "Two things: there is no bias correction, and the decay is added to the gradient. Divide each running mean by 1"
    " - beta**t, and shrink the parameter itself.",
)
class NoBiasCorrectionAndDecaysInTheGradient(DecaysInTheGradient):
    def corrected(self, i):
        return self.means[i], self.squares[i]


edit(
    "EpsInsideTheRoot",
    "eps is inside the root. If gradients are tiny, the root of eps (1e-4) is far larger than they are. Take the"
    " root first, then add eps.",
    ("array_namespace(p).sqrt(square) + self.eps", "array_namespace(p).sqrt(square + self.eps)"),
)


@mistake(
    "AdamW",
    "eps is added before the mean of the squares is corrected, so the correction scales eps too. Correct first,"
    " then take the root, then add eps.",
)
class EpsBeforeTheCorrection(Steps):
    def quotient(self, mean, square):
        correction = (1 - self.betas[1] ** self.t) ** 0.5
        return mean * correction / (array_namespace(square).sqrt(square) * correction + self.eps)


@mistake(
    "AdamW",
    "The second running mean averages the squares of the first one. It averages those of the gradient: g * g.",
)
class SquaresTheMean(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + (1 - beta2) * self.means[i] * self.means[i]


@mistake(
    "AdamW",
    "The second running mean averages the gradients, not their squares, so its root does not measure size, and is NaN"
    " for a negative one. Average g * g.",
)
class ForgetsTheSquare(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + (1 - beta2) * g


@mistake(
    "AdamW",
    "The steps are counted from 0. In the first step 1 - beta**0 is 0, and the bias correction divides by it. Raise"
    " the count before you use it.",
)
class CountsFromZero(Steps):
    start = -1


@mistake(
    "AdamW",
    "One count of the steps goes up once for each parameter, so it runs too fast. It counts calls of step: keep a"
    " count for each parameter.",
)
class CountsParameters(Steps):
    total = 0

    def count(self, i):
        self.total += 1
        self.t = self.total


@mistake(
    "AdamW",
    "All parameters share one pair of running means. Each array needs its own, of its own shape: keep a list of them.",
)
class OneStateForAll(Steps):
    def remember(self, i, g):
        self.means[i], self.squares[i] = self.shared if hasattr(self, "shared") else (g * 0, g * 0)
        super().remember(i, g)
        self.shared = self.means[i], self.squares[i]


edit(
    "ForgetsTheRoot",
    "The mean is divided by the mean of the squares itself. Take its root first.",
    ("array_namespace(p).sqrt(square)", "square"),
)


@mistake(
    "AdamW",
    "A parameter whose gradient is None is decayed all the same. None means that it had no part in the loss: leave"
    " the parameter and its state alone.",
)
class DecaysWithoutGradient(Steps):
    def step_by(self, grads):
        super().step_by(grads)
        for p, g in zip(self.params, grads, strict=True):
            if g is None:
                self.decay(p)


@mistake(
    "AdamW",
    "A gradient of None is used in the computation. Look for None first, and leave that parameter and its state alone.",
)
class ComputesWithNone(Steps):
    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            self.one(i, p, g)


@mistake(
    "AdamW",
    "A gradient of None is treated as zeros: the running means shrink, and the parameter rolls on and decays. None"
    " means that it had no part in the loss: leave the parameter and its state alone.",
)
class TakesNoneForZeros(Steps):
    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        super().step_by([p * 0 if g is None else g for p, g in zip(self.params, grads, strict=True)])


@mistake(
    "AdamW",
    "The count of the steps goes up although the gradient is None. The count belongs to the state of a parameter,"
    " beside m and v: keep one for each, and raise it only where there is a gradient.",
)
class CountsStepsWithoutGradient(Steps):
    def step_by(self, grads):
        super().step_by(grads)
        self.counts = [max(self.counts) for _ in grads]


@mistake(
    "AdamW",
    "The first gradient of None ends the step, so the parameters after it don't move either. Skip only that one:"
    " continue, not return or break.",
)
class EndsAtNone(Steps):
    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is None:
                return
            self.one(i, p, g)


edit(
    "WritesIntoTheGradients",
    "The gradients are changed: g += ... and g *= ... write into the caller's array. Make a new one.",
    (
        "self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g",
        "self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g\ng *= g",
    ),
)


@mistake(
    "AdamW",
    "A change of the attribute lr has no effect: the rate, or the share 1 - lr * weight_decay, was computed in"
    " __init__. Read self.lr in step.",
)
class KeepsTheFirstRate(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)
        self.first = lr

    def step_by(self, grads):
        self.lr = self.first
        super().step_by(grads)


@mistake(
    "AdamW",
    "The share that the decay leaves was computed in __init__. When the attribute lr changes, the decay changes"
    " too: compute 1 - self.lr * self.weight_decay in step.",
)
class KeepsTheFirstShare(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, lr, betas, eps, weight_decay)
        self.share = 1 - lr * weight_decay

    def decay(self, p):
        p *= self.share


@mistake(
    "AdamW",
    "It accepts any number of gradients. zip stops at the shorter list, so some parameters are silently left out."
    " Compare the two lengths first, and raise ValueError.",
)
class TakesAnyNumberOfGradients(Steps):
    def step_by(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads, strict=False)):
            if g is not None:
                self.one(i, p, g)


edit(
    "ForgetsNoGradient",
    "zero_grad leaves the old gradients where they are, and backward() adds the new ones to them. Set the .grad of"
    " each tensor to None.",
    ("for p in self.params:\n    p.grad = None", "pass"),
)

edit(
    "HasNoZeroGrad",
    "There is no zero_grad. A training loop calls it before each backward(): it sets the .grad of each tensor to None.",
    (
        "for p in self.params:\n    p.grad = None",
        "raise AttributeError(\"'AdamW' object has no attribute 'zero_grad'\")",
    ),
)


@mistake(
    "AdamW",
    "zero_grad fills the gradients with zeros. A tensor that has no part in the next loss then keeps a gradient of"
    " zeros, and is moved by its running mean. Set .grad to None, as torch does.",
)
class FillsWithZeros(Steps):
    def zero_grad(self):
        for p in self.tensors:
            p.grad = None if p.grad is None else p.grad * 0


edit(
    "ZeroesWhatIsNone",
    "zero_grad trips over a gradient that is None, as each one is before the first backward(). Set every .grad to"
    " None, which needs no check.",
    ("p.grad = None", "p.grad.zero_()"),
)


@mistake(
    "AdamW",
    "The step is recorded by autograd: torch refuses to change a tensor in place that requires a gradient. Update"
    " inside torch.no_grad(), or write into p.detach(), which is the same memory.",
)
class MovesInTheGraph(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.params = self.tensors


@mistake(
    "AdamW",
    "The tensor gets new memory: p.data = p.data - step. A view, or whoever else holds the old memory, stays behind."
    " Write into it: p -= step, inside torch.no_grad().",
)
class ReplacesTheData(Steps):
    def move(self, p, update):
        if not hasattr(p, "detach"):
            p -= update
        else:
            tensor = next(tensor for tensor, own in zip(self.tensors, self.params, strict=True) if own is p)
            tensor.data = tensor.data - update


@mistake(
    "AdamW",
    "params may be a generator, such as model.parameters(), which can be gone through only once. Begin with params ="
    " list(params).",
)
class KeepsTheGenerator(Steps):
    def __init__(self, params, *args, **options):
        len(params)
        super().__init__(params, *args, **options)
