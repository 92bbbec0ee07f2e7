"""What beginners hand in for Adam, and what to tell them."""

from adam import Adam, without_graph
from array_api_compat import array_namespace

from dojo import both, edit, ideas, mistake

ideas(
    whole_for_slice="OneScaleForAnArray OneStateForAll",
    sum_for_mean="SumsForMeans",
    root_or_square="ForgetsTheSquare SquaresTheWeight ForgetsTheRoot",
    missing_term="NoBiasCorrection CorrectsTheFirstMomentOnly CorrectsTheSecondMomentOnly",
    sign="Climbs",
    swapped_arguments="SwapsTheBetas SwapsOldAndNew",
    off_by_one="CountsFromZero CountsFromTwo",
    order_of_steps="SquaresTheMean MovesBeforeItLooks",
    stale_state="GoesOnFromItsCopies ForgetsNoGradient KeepsTheFirstRate",
    state_not_kept="NeverCounts ForgetsItsState",
    counted_twice="StoresTheCorrectedMoments CountsParameters",
    writes_into_input="WritesIntoTheGradients EmptiesTheList",
    alias_or_copy=(
        "FlattensFirst ReplacesTheArrays KeepsTheGradient FindsItsStateByTheArray SharesItsState ReplacesTheData"
    ),
    cancellation="KeepsItsStateInFloat32",
    epsilon="EpsInsideTheRoot EpsBeforeTheCorrection NoEps TakesAMillionthForEps TakesATenMillionthForEps",
    zero_case="TakesNoneForZeros CountsStepsWithoutGradient FillsWithZeros",
    wrong_exception="IndexesWithoutLooking AssertsTheNumberOfGradients",
    silent_error="TakesAnyNumberOfGradients",
    default_value="IgnoresLr IgnoresBetas IgnoresEps OtherDefaults",
    gradient_let_through="MovesInTheGraph",
    wrong_stop="EndsAtNone",
    partial_case="ComputesWithNone HasNoZeroGrad ZeroesWhatIsNone KeepsTheGenerator",
    wrong_formula="UsesTheNewestGradient MultipliesBetaByTheCount",
)


class Steps(Adam):
    """Adam, cut into the parts that a mistake gets wrong."""

    start = 0

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
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
            raise ValueError("one gradient for each parameter")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is not None:
                self.count(i)
                self.move(p, self.update(i, g))

    def count(self, i):
        self.counts[i] += 1
        self.steps = self.counts[i]  # of the parameter whose turn it is

    def remember(self, i, g):
        beta1, beta2 = self.betas
        self.means[i] = beta1 * self.means[i] + (1 - beta1) * g
        self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g

    def corrected(self, i):
        beta1, beta2 = self.betas
        return self.means[i] / (1 - beta1**self.steps), self.squares[i] / (1 - beta2**self.steps)

    def quotient(self, mean, square):
        return mean / (array_namespace(square).sqrt(square) + self.eps)

    def update(self, i, g):
        self.remember(i, g)
        return self.lr * self.quotient(*self.corrected(i))

    def move(self, p, update):
        p -= update


edit(
    "NoBiasCorrection",
    "There is no bias correction. Both running means start at 0 and are too small at first: divide each by 1 -"
    " beta**t, where t counts the steps, this one included.",
    (" / (1 - beta1 ** self.steps[i])", ""),
    (" / (1 - beta2 ** self.steps[i])", ""),
)

edit(
    "CorrectsTheFirstMomentOnly",
    "Only the mean of the gradients is corrected for its start at 0. The mean of the squares starts at 0 too:"
    " divide it by 1 - beta2**t.",
    (" / (1 - beta2 ** self.steps[i])", ""),
)

edit(
    "CorrectsTheSecondMomentOnly",
    "Only the mean of the squares is corrected for its start at 0. The mean of the gradients starts at 0 too:"
    " divide it by 1 - beta1**t.",
    (" / (1 - beta1 ** self.steps[i])", ""),
)

edit(
    "StoresTheCorrectedMoments",
    "The corrected mean is stored instead of the running mean, so the next step corrects it again. Store the running"
    " mean as it is, and correct a copy at each step.",
    ("mean = self", "mean = self.means[i] = self"),
    ("square = self", "square = self.squares[i] = self"),
)

edit(
    "NeverCounts",
    "The bias correction divides by 1 - beta instead of 1 - beta**t, as if the count of the steps stayed at 1."
    " Add one to it at every step.",
    (" ** self.steps[i]", "", 2),
)

edit(
    "CountsFromZero",
    "The steps are counted from 0. In the first step 1 - beta**0 is 0, and the bias correction divides by it."
    " Raise the count before you use it.",
    ("[0 for", "[-1 for"),
)

edit(
    "CountsFromTwo",
    "The first step is counted as step 2, so the bias correction is too weak. Start the count at 0 and raise it"
    " once, before you use it.",
    ("[0 for", "[1 for"),
)

edit(
    "CountsParameters",
    "One count of the steps goes up once for each parameter, so it runs too fast. It counts calls of step: keep a count"
    " for each parameter.",
    ("self.steps[i] += 1", "self.steps = [max(self.steps) + 1] * len(self.steps)"),
)

edit(
    "EpsInsideTheRoot",
    "eps is inside the root. If gradients are tiny, the root of eps (1e-4) is far larger than they are. Take the"
    " root first, then add eps.",
    ("(xp.sqrt(square) + self.eps)", "xp.sqrt(square + self.eps)"),
)

edit(
    "EpsBeforeTheCorrection",
    "eps is added before the mean of the squares is corrected, so the correction scales eps too. Correct first,"
    " then take the root, then add eps.",
    (
        "self.lr * mean / (xp.sqrt(square) + self.eps)",
        "self.lr * mean * (c := (1 - beta2 ** self.steps[i]) ** 0.5) / (xp.sqrt(square) * c + self.eps)",
    ),
)

edit(
    "NoEps",
    "eps is missing. If all gradients so far were 0, that gives 0/0, and if they were tiny, the step is far too"
    " long. Add eps to the root.",
    (" + self.eps", ""),
)

edit(
    "SquaresTheMean",
    "The second moment is the square of the mean instead of the mean of the squares. They differ as soon as the"
    " gradient changes: average g * g.",
    ("square = self.squares[i] / (1 - beta2 ** self.steps[i])", "square = mean * mean"),
)

edit(
    "OneScaleForAnArray",
    "All of an array shares one mean of squares. Adam gives each number a step of its own: average g * g entry by"
    " entry.",
    ("(1 - beta2) * g * g", "(1 - beta2) * xp.mean(g * g)"),
)

edit(
    "ForgetsTheSquare",
    "The second running mean averages the gradients, not their squares, so its root does not measure size, and is NaN"
    " for a negative one. Average g * g.",
    ("(1 - beta2) * g * g", "(1 - beta2) * g"),
)

edit(
    "SquaresTheWeight",
    "The weight 1 - beta2 is squared too: ((1 - beta2) * g) ** 2. That makes v far too small, and the step far too"
    " long. Square only g, then weight it.",
    ("(1 - beta2) * g * g", "((1 - beta2) * g) ** 2"),
)

edit(
    "ForgetsTheRoot",
    "The mean is divided by the mean of the squares itself. Take its root first: then the quotient has no unit,"
    " and a step has the size of the learning rate.",
    ("xp.sqrt(square)", "square"),
)

edit(
    "UsesTheNewestGradient",
    "Only the newest gradient is divided by the root. That is RMSprop: Adam divides the running mean of the gradients.",
    ("self.lr * mean", "self.lr * g"),
)

edit(
    "SwapsTheBetas",
    "The two betas are swapped. The first is for the mean of the gradients, the second for the mean of their squares.",
    ("beta1, beta2 =", "beta2, beta1 ="),
)

edit(
    "SwapsOldAndNew",
    "beta is the weight of the new gradient, and 1 - beta that of the past. It should be the other way round: with a"
    " beta of 0.9, nine tenths of the running mean are kept.",
    ("beta1 * self.means[i] + (1 - beta1)", "(1 - beta1) * self.means[i] + beta1"),
    ("beta2 * self.squares[i] + (1 - beta2)", "(1 - beta2) * self.squares[i] + beta2"),
)

edit(
    "SumsForMeans",
    "The new gradient is added to the running mean in full. Without the weight 1 - beta that is a decaying sum,"
    " not a mean.",
    ("(1 - beta1) * g", "g"),
    ("(1 - beta2) * g", "g"),
)

edit("Climbs", "It climbs. The loss falls against its gradient: subtract the step.", ("p -=", "p +="))

edit(
    "IgnoresLr",
    "The given learning rate is ignored, as if it were always 1e-3. Store lr in __init__.",
    ("list(params), lr, betas, eps", "list(params), 1e-3, betas, eps"),
)

edit(
    "IgnoresBetas",
    "The given betas are ignored, as if they were always 0.9 and 0.999. Store betas in __init__.",
    ("list(params), lr, betas, eps", "list(params), lr, (0.9, 0.999), eps"),
)

edit(
    "IgnoresEps",
    "The given eps is ignored, as if it were always 1e-8. Store eps in __init__.",
    ("list(params), lr, betas, eps", "list(params), lr, betas, 1e-8"),
)

edit(
    "OtherDefaults",
    "Without options, the learning rate is 1e-2. The stub's defaults are lr=1e-3, betas=(0.9, 0.999) and eps=1e-8.",
    ("1e-3", "1e-2"),
)

edit(
    "OneStateForAll",
    "All parameters share one pair of running means. Each array needs its own, of its own shape: keep a list of them.",
    ("means[i]", "means[0]", 3),
    ("squares[i]", "squares[0]", 3),
)

edit(
    "ForgetsItsState",
    "The running means start at 0 again in each step. Make them in __init__, and update them in step.",
    ("beta1 * self.means[i] + ", ""),
    ("beta2 * self.squares[i] + ", ""),
)

edit(
    "FlattensFirst",
    "An array that is a view, such as a transpose, is not changed: reshape and ravel may copy, and then only the"
    " copy moves. Write into the array you were given.",
    (
        "p -= self.lr * mean / (xp.sqrt(square) + self.eps)",
        "flat = xp.reshape(p, (-1,))\nflat -= xp.reshape(self.lr * mean / (xp.sqrt(square) + self.eps), (-1,))",
    ),
)


@mistake(
    "Adam",
    "Each step uses the running means of the step before, so the first one goes nowhere. Update m and v with the"
    " new gradient first, then move.",
)
class MovesBeforeItLooks(Steps):
    def update(self, i, g):
        update = self.lr * self.quotient(*self.corrected(i))
        self.remember(i, g)
        return update


edit(
    "ReplacesTheArrays",
    "The caller's arrays are not changed: p = p - step makes a new array, and the model keeps the old one. Write"
    " into the array itself: p -= step.",
    ("p -=", "p = p -"),
)

edit(
    "WritesIntoTheGradients",
    "The gradients are changed: g *= ... writes into the caller's array. Make a new one.",
    (
        "self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g",
        "self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g\ng *= g",
    ),
)


@mistake(
    "Adam",
    "It stores the caller's gradient arrays themselves. When the next gradient is written into the same array,"
    " the past changes too. Store running means, or copies.",
)
class KeepsTheGradient(Steps):
    def remember(self, i, g):
        past = vars(self).setdefault("past", {}).setdefault(i, [])
        past.append(g)
        self.means[i], self.squares[i] = g * 0, g * 0
        for old in past:
            super().remember(i, old)


_STATES = {}


@mistake(
    "Adam",
    "A second optimizer for the same arrays continues with the state of the first: the state belongs to the class"
    " or the module, not to the optimizer. Make it in __init__, on self.",
)
class FindsItsStateByTheArray(Steps):
    def update(self, i, g):
        p = self.params[i]
        _, self.means[i], self.squares[i], self.steps = _STATES.get(id(p), (p, 0.0, 0.0, 0))
        self.steps += 1
        update = super().update(i, g)
        _STATES[id(p)] = p, self.means[i], self.squares[i], self.steps
        return update


edit(
    "SharesItsState",
    "Two optimizers share their state: it belongs to the class or the module. Make it in __init__, on self.",
    ("self.means", "Adam.means", 4),
    ("self.squares", "Adam.squares", 4),
    ("self.steps", "Adam.steps", 4),
)


@mistake(
    "Adam",
    "It continues from its own copy of the parameters, which undoes any other change to them since. Start from where"
    " the caller's array is now: p -= step.",
)
class GoesOnFromItsCopies(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.copies = {id(p): p * 1 for p in self.params}

    def move(self, p, update):
        self.copies[id(p)] = self.copies[id(p)] - update
        p[...] = self.copies[id(p)]


edit(
    "EmptiesTheList",
    "It takes the gradients out of the caller's list, which is empty the next time. Leave the list as it is, and"
    " read it: for p, g in zip(params, grads).",
    ("beta1, beta2 = self.betas", "given, grads = grads, list(grads)\ngiven.clear()\nbeta1, beta2 = self.betas"),
)


@mistake(
    "Adam",
    "It accepts any number of gradients. zip stops at the shorter list, so some parameters are silently left out."
    " Compare the two lengths first, and raise ValueError.",
)
class TakesAnyNumberOfGradients(Steps):
    def step_by(self, grads):
        for i, (p, g) in enumerate(zip(self.params, grads, strict=False)):
            if g is not None:
                self.count(i)
                self.move(p, self.update(i, g))


edit(
    "IndexesWithoutLooking",
    "Too few gradients raise IndexError and too many are accepted, as if nothing were checked before the loop."
    " Compare the two lengths first, and raise ValueError.",
    ("len(grads) != len(self.params)", "False"),
)

edit(
    "AssertsTheNumberOfGradients",
    "A wrong number of gradients raises AssertionError instead of ValueError. assert is for your own checks, and"
    " python -O skips it: write if ...: raise ValueError(...).",
    ("ValueError", "AssertionError"),
)

both(
    "NoBiasCorrection",
    "EpsInsideTheRoot",
    "Two things are missing. There is no bias correction: divide each running mean by 1 - beta**t. And eps is inside"
    " the root: take the root first, then add eps.",
)

edit(
    "TakesAMillionthForEps",
    "eps seems to be 1e-6. The stub's default is 1e-8, and a caller may ask for a different one: use the parameter.",
    ("+ self.eps", "+ 1e-6"),
)

edit(
    "TakesATenMillionthForEps",
    "eps seems to be 1e-7. The stub's default is 1e-8, and a caller may ask for a different one: use the parameter.",
    ("+ self.eps", "+ 1e-7"),
)

edit(
    "KeepsItsStateInFloat32",
    "The step passes through float32, which keeps about 7 digits. Make the state with zeros_like, which has the dtype"
    " of the parameter.",
    (
        "self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g",
        "self.squares[i] = beta2 * self.squares[i] + (1 - beta2) * g * g\n"
        "xp, dtype = xp, g.dtype\n"
        "for state in (self.means, self.squares):\n"
        "    state[i] = xp.astype(xp.astype(state[i], xp.float32), dtype)",
    ),
)

edit(
    "MultipliesBetaByTheCount",
    "The bias correction multiplies beta by the count of the steps. It is a power: divide by 1 - beta**t.",
    ("** self.steps[i]", "* self.steps[i]", 2),
)

edit(
    "ComputesWithNone",
    "A gradient of None is used in the computation. It means that the parameter had no part in the loss: look for"
    " None first, and leave that parameter and its state alone.",
    ("g is None", "False"),
)

edit(
    "TakesNoneForZeros",
    "A gradient of None is treated as zeros: the running means shrink, and the parameter rolls on. None means that"
    " it had no part in the loss: leave the parameter and its state alone.",
    ("= grads[i]", "= p * 0 if grads[i] is None else grads[i]"),
)


@mistake(
    "Adam",
    "The count of the steps goes up although the gradient is None. The count belongs to the state of a parameter,"
    " beside m and v: keep one for each, and raise it only where there is a gradient.",
)
class CountsStepsWithoutGradient(Steps):
    def step_by(self, grads):
        super().step_by(grads)
        self.counts = [max(self.counts) for _ in grads]


edit(
    "EndsAtNone",
    "The first gradient of None ends the step, so the parameters after it don't move either. Skip only that one:"
    " continue, not return or break.",
    ("continue", "return"),
)

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
        "raise AttributeError(\"'Adam' object has no attribute 'zero_grad'\")",
    ),
)


@mistake(
    "Adam",
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
    "Adam",
    "The step is recorded by autograd: torch refuses to change a tensor in place that requires a gradient. Update"
    " inside torch.no_grad(), or write into p.detach(), which is the same memory.",
)
class MovesInTheGraph(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.params = self.tensors


@mistake(
    "Adam",
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
    "Adam",
    "params may be a generator, such as model.parameters(), which can be gone through only once. Begin with params ="
    " list(params).",
)
class KeepsTheGenerator(Steps):
    def __init__(self, params, *args, **options):
        len(params)
        super().__init__(params, *args, **options)


@mistake(
    "Adam",
    "A change of the attribute lr has no effect: the rate was copied in __init__, or has a different name. Keep it as"
    " self.lr, and read it in step.",
)
class KeepsTheFirstRate(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.first = self.lr

    def step_by(self, grads):
        self.lr = self.first
        super().step_by(grads)
