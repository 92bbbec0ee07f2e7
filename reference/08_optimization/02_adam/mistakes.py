"""What beginners hand in for Adam, and what to tell them."""

from adam import Adam, without_graph
from array_api_compat import array_namespace

from dojo import mistake


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


@mistake(
    "Adam",
    "There is no bias correction. Both running means start at 0 and are too small at first: divide each by 1 -"
    " beta**t, where t counts the steps, this one included.",
)
class NoBiasCorrection(Steps):
    def corrected(self, i):
        return self.means[i], self.squares[i]


@mistake(
    "Adam",
    "Only the mean of the gradients is corrected for its start at 0. The mean of the squares starts at 0 too:"
    " divide it by 1 - beta2**t.",
)
class CorrectsTheFirstMomentOnly(Steps):
    def corrected(self, i):
        return self.means[i] / (1 - self.betas[0] ** self.steps), self.squares[i]


@mistake(
    "Adam",
    "Only the mean of the squares is corrected for its start at 0. The mean of the gradients starts at 0 too:"
    " divide it by 1 - beta1**t.",
)
class CorrectsTheSecondMomentOnly(Steps):
    def corrected(self, i):
        return self.means[i], self.squares[i] / (1 - self.betas[1] ** self.steps)


@mistake(
    "Adam",
    "The corrected mean is stored in place of the running mean, so the next step corrects it again. Store the"
    " running mean as it is, and correct a copy at each step.",
)
class StoresTheCorrectedMoments(Steps):
    def corrected(self, i):
        self.means[i], self.squares[i] = super().corrected(i)
        return self.means[i], self.squares[i]


@mistake(
    "Adam",
    "The bias correction divides by 1 - beta instead of 1 - beta**t, as if the count of the steps stayed at 1."
    " Add one to it at every step.",
)
class NeverCounts(Steps):
    def corrected(self, i):
        self.steps = 1
        return super().corrected(i)


@mistake(
    "Adam",
    "The steps are counted from 0. In the first step 1 - beta**0 is 0, and the bias correction divides by it."
    " Raise the count before you use it.",
)
class CountsFromZero(Steps):
    start = -1


@mistake(
    "Adam",
    "The first step is counted as step 2, so the bias correction is too weak. Start the count at 0 and raise it"
    " once, before you use it.",
)
class CountsFromTwo(Steps):
    start = 1


@mistake(
    "Adam",
    "One count of the steps goes up once for each parameter, so it runs too fast. It counts calls of step: keep a count"
    " for each parameter.",
)
class CountsParameters(Steps):
    total = 0

    def count(self, i):
        self.total += 1
        self.steps = self.total


@mistake(
    "Adam",
    "eps is inside the root. If gradients are tiny, the root of eps (1e-4) is far larger than they are. Take the"
    " root first, then add eps.",
)
class EpsInsideTheRoot(Steps):
    def quotient(self, mean, square):
        return mean / array_namespace(square).sqrt(square + self.eps)


@mistake(
    "Adam",
    "eps is added before the mean of the squares is corrected, so the correction scales eps too. Correct first,"
    " then take the root, then add eps.",
)
class EpsBeforeTheCorrection(Steps):
    def quotient(self, mean, square):
        correction = (1 - self.betas[1] ** self.steps) ** 0.5
        return mean * correction / (array_namespace(square).sqrt(square) * correction + self.eps)


@mistake(
    "Adam",
    "eps is missing. If all gradients so far were 0, that gives 0/0, and if they were tiny, the step is far too"
    " long. Add eps to the root.",
)
class NoEps(Steps):
    def quotient(self, mean, square):
        return mean / array_namespace(square).sqrt(square)


@mistake(
    "Adam",
    "The second moment is the square of the mean instead of the mean of the squares. They differ as soon as the"
    " gradient changes: average g * g.",
)
class SquaresTheMean(Steps):
    def corrected(self, i):
        mean, _ = super().corrected(i)
        return mean, mean * mean


@mistake(
    "Adam",
    "A whole array shares one mean of squares. Adam gives each number a step of its own: average g * g entry by entry.",
)
class OneScaleForAnArray(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + (1 - beta2) * array_namespace(g).mean(g * g)


@mistake(
    "Adam",
    "The second running mean averages the gradients, not their squares, so its root is no measure of size, and is"
    " NaN for a negative one. Average g * g.",
)
class ForgetsTheSquare(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + (1 - beta2) * g


@mistake(
    "Adam",
    "The square takes in the weight as well: ((1 - beta2) * g) ** 2. That makes v far too small, and the step far too"
    " long. Square g alone, then weigh it.",
)
class SquaresTheWeight(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + ((1 - beta2) * g) ** 2


@mistake(
    "Adam",
    "The mean is divided by the mean of the squares itself. Take its root first: then the quotient has no unit,"
    " and a step has the size of the learning rate.",
)
class ForgetsTheRoot(Steps):
    def quotient(self, mean, square):
        return mean / (square + self.eps)


@mistake(
    "Adam",
    "Only the newest gradient is divided by the root. That is RMSprop: Adam divides the running mean of the gradients.",
)
class UsesTheNewestGradient(Steps):
    def update(self, i, g):
        self.remember(i, g)
        return self.lr * self.quotient(g, self.corrected(i)[1])


@mistake(
    "Adam",
    "The two betas are swapped. The first is for the mean of the gradients, the second for the mean of their squares.",
)
class SwapsTheBetas(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas[::-1], eps)


@mistake(
    "Adam",
    "beta weighs the new gradient, and 1 - beta the past. It is the other way round: with a beta of 0.9, nine"
    " tenths of the running mean are kept.",
)
class SwapsOldAndNew(Steps):
    def remember(self, i, g):
        beta1, beta2 = self.betas
        self.means[i] = (1 - beta1) * self.means[i] + beta1 * g
        self.squares[i] = (1 - beta2) * self.squares[i] + beta2 * g * g


@mistake(
    "Adam",
    "The new gradient is added to the running mean in full. Without the weight 1 - beta that is a decaying sum,"
    " not a mean.",
)
class SumsForMeans(Steps):
    def remember(self, i, g):
        beta1, beta2 = self.betas
        self.means[i] = beta1 * self.means[i] + g
        self.squares[i] = beta2 * self.squares[i] + g * g


@mistake(
    "Adam",
    "It climbs. The loss falls against its gradient: subtract the step.",
)
class Climbs(Steps):
    def move(self, p, update):
        p += update


@mistake(
    "Adam",
    "The given learning rate is ignored, as if it were always 1e-3. Store lr in __init__.",
)
class IgnoresLr(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, 1e-3, betas, eps)


@mistake(
    "Adam",
    "The given betas are ignored, as if they were always 0.9 and 0.999. Store betas in __init__.",
)
class IgnoresBetas(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (0.9, 0.999), eps)


@mistake(
    "Adam",
    "The given eps is ignored, as if it were always 1e-8. Store eps in __init__.",
)
class IgnoresEps(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, 1e-8)


@mistake(
    "Adam",
    "Without options, the learning rate is 1e-2. The stub's defaults are lr=1e-3, betas=(0.9, 0.999) and eps=1e-8.",
)
class OtherDefaults(Steps):
    def __init__(self, params, lr=1e-2, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@mistake(
    "Adam",
    "All parameters share one pair of running means. Each array needs its own, of its own shape: keep a list of them.",
)
class OneStateForAll(Steps):
    shared = (0.0, 0.0)

    def remember(self, i, g):
        self.means[i], self.squares[i] = self.shared
        super().remember(i, g)
        self.shared = self.means[i], self.squares[i]


@mistake(
    "Adam",
    "The running means start at 0 again in each step. Make them in __init__, and update them in step.",
)
class ForgetsItsState(Steps):
    def remember(self, i, g):
        self.means[i], self.squares[i] = g * 0, g * 0
        super().remember(i, g)


@mistake(
    "Adam",
    "An array that is a view, such as a transpose, is not changed: reshape and ravel may copy, and then only the"
    " copy moves. Write into the array you were given.",
)
class FlattensFirst(Steps):
    def move(self, p, update):
        flat = array_namespace(p).reshape(p, (-1,))
        flat -= array_namespace(p).reshape(update, (-1,))


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


@mistake(
    "Adam",
    "The caller's arrays are not changed: p = p - step makes a new array, and the model keeps the old one. Write"
    " into the array itself: p -= step.",
)
class ReplacesTheArrays(Steps):
    def move(self, p, update):
        p = p - update


@mistake(
    "Adam",
    "The gradients are changed: g *= ... writes into the caller's array. Make a new one.",
)
class WritesIntoTheGradients(Steps):
    def remember(self, i, g):
        super().remember(i, g)
        g *= g


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


@mistake(
    "Adam",
    "Two optimizers share their state: it belongs to the class or the module. Make it in __init__, on self.",
)
class SharesItsState(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        SharesItsState.state = [self.means, self.squares, self.counts]

    def step_by(self, grads):
        self.means, self.squares, self.counts = SharesItsState.state
        super().step_by(grads)


@mistake(
    "Adam",
    "It continues from its own copy of the parameters, which undoes whatever else has moved them since. Start"
    " from where the caller's array is now: p -= step.",
)
class GoesOnFromItsCopies(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.copies = {id(p): p * 1 for p in self.params}

    def move(self, p, update):
        self.copies[id(p)] = self.copies[id(p)] - update
        p[...] = self.copies[id(p)]


@mistake(
    "Adam",
    "It takes the gradients out of the caller's list, which is empty the next time. Leave the list as it is, and"
    " read it: for p, g in zip(params, grads).",
)
class EmptiesTheList(Steps):
    def step_by(self, grads):
        super().step_by(grads)
        grads.clear()


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


@mistake(
    "Adam",
    "Too few gradients raise IndexError and too many are accepted, as if nothing were checked before the loop."
    " Compare the two lengths first, and raise ValueError.",
)
class IndexesWithoutLooking(Steps):
    def step_by(self, grads):
        for i, p in enumerate(self.params):
            if grads[i] is not None:
                self.count(i)
                self.move(p, self.update(i, grads[i]))


@mistake(
    "Adam",
    "A wrong number of gradients raises AssertionError, where ValueError is due. assert is for your own checks, and"
    " python -O skips it: write if ...: raise ValueError(...).",
)
class AssertsTheNumberOfGradients(Steps):
    def step_by(self, grads):
        assert len(grads) == len(self.params), "one gradient for each parameter"
        super().step_by(grads)


@mistake(
    "Adam",
    "Two things are missing. There is no bias correction: divide each running mean by 1 - beta**t. And eps is inside"
    " the root: take the root first, then add eps.",
)
class NoBiasCorrectionAndEpsInside(Steps):
    def corrected(self, i):
        return self.means[i], self.squares[i]

    def quotient(self, mean, square):
        return mean / array_namespace(square).sqrt(square + self.eps)


@mistake(
    "Adam",
    "eps seems to be 1e-6. The stub's default is 1e-8, and a caller may ask for another: use the parameter.",
)
class TakesAMillionthForEps(Steps):
    def quotient(self, mean, square):
        return mean / (array_namespace(square).sqrt(square) + 1e-6)


@mistake(
    "Adam",
    "eps seems to be 1e-7. The stub's default is 1e-8, and a caller may ask for another: use the parameter.",
)
class TakesATenMillionthForEps(Steps):
    def quotient(self, mean, square):
        return mean / (array_namespace(square).sqrt(square) + 1e-7)


@mistake(
    "Adam",
    "The step passes through float32, which keeps about 7 digits. Make the state with zeros_like, which has the dtype"
    " of the parameter.",
)
class KeepsItsStateInFloat32(Steps):
    def remember(self, i, g):
        super().remember(i, g)
        xp, dtype = array_namespace(g), g.dtype
        for state in (self.means, self.squares):
            state[i] = xp.astype(xp.astype(state[i], xp.float32), dtype)


@mistake(
    "Adam",
    "The bias correction multiplies beta by the count of the steps. It is a power: divide by 1 - beta**t.",
)
class MultipliesBetaByTheCount(Steps):
    def corrected(self, i):
        beta1, beta2 = self.betas
        return self.means[i] / (1 - beta1 * self.steps), self.squares[i] / (1 - beta2 * self.steps)


@mistake(
    "Adam",
    "A gradient of None is computed with. It means that the parameter had no part in the loss: look for None first, and"
    " leave that parameter and its state alone.",
)
class ComputesWithNone(Steps):
    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            self.count(i)
            self.move(p, self.update(i, g))


@mistake(
    "Adam",
    "A gradient of None is taken for one of zeros: the running means shrink, and the parameter rolls on. None means"
    " that it had no part in the loss: leave the parameter and its state alone.",
)
class TakesNoneForZeros(Steps):
    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        super().step_by([p * 0 if g is None else g for p, g in zip(self.params, grads, strict=True)])


@mistake(
    "Adam",
    "The count of the steps goes up although the gradient is None. The count belongs to the state of a parameter,"
    " beside m and v: keep one for each, and raise it only where there is a gradient.",
)
class CountsStepsWithoutGradient(Steps):
    def step_by(self, grads):
        super().step_by(grads)
        self.counts = [max(self.counts) for _ in grads]


@mistake(
    "Adam",
    "The first gradient of None ends the step, so the parameters behind it don't move either. Leave out that one alone:"
    " continue, not return or break.",
)
class EndsAtNone(Steps):
    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is None:
                return
            self.count(i)
            self.move(p, self.update(i, g))


@mistake(
    "Adam",
    "zero_grad leaves the old gradients where they are, and backward() adds the new ones to them. Set the .grad of"
    " each tensor to None.",
)
class ForgetsNoGradient(Steps):
    def zero_grad(self):
        pass


@mistake(
    "Adam",
    "There is no zero_grad. A training loop calls it before each backward(): it sets the .grad of each tensor to None.",
)
class HasNoZeroGrad(Steps):
    @property
    def zero_grad(self):
        raise AttributeError("'Adam' object has no attribute 'zero_grad'")


@mistake(
    "Adam",
    "zero_grad fills the gradients with zeros. A tensor that has no part in the next loss then keeps a gradient of"
    " zeros, and is moved by its running mean. Set .grad to None, as torch does.",
)
class FillsWithZeros(Steps):
    def zero_grad(self):
        for p in self.tensors:
            p.grad = None if p.grad is None else p.grad * 0


@mistake(
    "Adam",
    "zero_grad trips over a gradient that is None, as each one is before the first backward(). Set every .grad to"
    " None: then there is nothing to look at.",
)
class ZeroesWhatIsNone(Steps):
    def zero_grad(self):
        for p in self.tensors:
            p.grad.zero_()


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
    "A change of the attribute lr plays no part: the rate was copied in __init__, or has another name. Keep it as"
    " self.lr, and read it in step.",
)
class KeepsTheFirstRate(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.first = self.lr

    def step_by(self, grads):
        self.lr = self.first
        super().step_by(grads)
