"""What beginners hand in for Adam, and what to tell them."""

from adam import Adam
from array_api_compat import array_namespace

from dojo import mistake


class Steps(Adam):
    """Adam, cut into the parts that a mistake gets wrong."""

    start = 0

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.steps = self.start

    def step(self, grads):
        if len(grads) != len(self.params):
            raise ValueError("one gradient for each parameter")
        self.steps += 1
        for i, p in enumerate(self.params):
            self.move(p, self.update(i, grads[i]))

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
    "There is no bias correction. Both running means begin at 0 and are too small at first: divide each by 1 - beta**t,"
    " t being the number of steps so far.",
)
class NoBiasCorrection(Steps):
    def corrected(self, i):
        return self.means[i], self.squares[i]


@mistake(
    "Adam",
    "Only the mean of the gradients is corrected for its start at 0. The mean of the squares starts at 0 too, and needs"
    " 1 - beta2**t.",
)
class CorrectsTheFirstMomentOnly(Steps):
    def corrected(self, i):
        return self.means[i] / (1 - self.betas[0] ** self.steps), self.squares[i]


@mistake(
    "Adam",
    "Only the mean of the squares is corrected for its start at 0. The mean of the gradients starts at 0 too, and needs"
    " 1 - beta1**t.",
)
class CorrectsTheSecondMomentOnly(Steps):
    def corrected(self, i):
        return self.means[i], self.squares[i] / (1 - self.betas[1] ** self.steps)


@mistake(
    "Adam",
    "The corrected mean is stored in place of the running mean, so that the next step corrects it once more. Keep the"
    " running mean as it is, and correct a copy at each step.",
)
class StoresTheCorrectedMoments(Steps):
    def corrected(self, i):
        self.means[i], self.squares[i] = super().corrected(i)
        return self.means[i], self.squares[i]


@mistake(
    "Adam",
    "The bias correction divides by 1 - beta where it should divide by 1 - beta**t: the count of the steps stays at 1."
    " Add one to it at every step.",
)
class NeverCounts(Steps):
    def corrected(self, i):
        self.steps = 1
        return super().corrected(i)


@mistake(
    "Adam",
    "The steps are counted from 0. In the first one 1 - beta**0 is 0, and the bias correction divides by it: count the"
    " step before it is used.",
)
class CountsFromZero(Steps):
    start = -1


@mistake(
    "Adam",
    "The steps are counted from 2: the count is raised before its first use although it began at 1. Then the bias"
    " correction is too weak.",
)
class CountsFromTwo(Steps):
    start = 1


@mistake(
    "Adam",
    "The count of the steps goes up once for each parameter. It counts calls of step: raise it once, before the loop"
    " over the parameters.",
)
class CountsParameters(Steps):
    def update(self, i, g):
        self.steps += i > 0
        return super().update(i, g)


@mistake(
    "Adam",
    "eps is inside the root. Where gradients are tiny the root of eps (1e-4) is far larger than they are: take the root"
    " first, then add eps.",
)
class EpsInsideTheRoot(Steps):
    def quotient(self, mean, square):
        return mean / array_namespace(square).sqrt(square + self.eps)


@mistake(
    "Adam",
    "eps is added before the mean of the squares is corrected, so that the correction scales eps too. Correct first,"
    " then take the root, then add eps.",
)
class EpsBeforeTheCorrection(Steps):
    def quotient(self, mean, square):
        correction = (1 - self.betas[1] ** self.steps) ** 0.5
        return mean * correction / (array_namespace(square).sqrt(square) * correction + self.eps)


@mistake(
    "Adam",
    "There is no eps below the mean. Where all gradients were 0 that is 0/0, and where they were tiny the step is far"
    " too long.",
)
class NoEps(Steps):
    def quotient(self, mean, square):
        return mean / array_namespace(square).sqrt(square)


@mistake(
    "Adam",
    "The second moment is the square of the mean where it should be the mean of the squares: they differ as soon as"
    " the gradient changes. Average g * g.",
)
class SquaresTheMean(Steps):
    def corrected(self, i):
        mean, _ = super().corrected(i)
        return mean, mean * mean


@mistake(
    "Adam",
    "One mean of squares is kept for a whole array. Adam gives each number a step of its own: average g * g entry by"
    " entry.",
)
class OneScaleForAnArray(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + (1 - beta2) * array_namespace(g).mean(g * g)


@mistake(
    "Adam",
    "The second running mean averages the gradients, not their squares, so that its root is no size, and NaN for a"
    " negative one. Average g * g.",
)
class ForgetsTheSquare(Steps):
    def remember(self, i, g):
        beta2, square = self.betas[1], self.squares[i]
        super().remember(i, g)
        self.squares[i] = beta2 * square + (1 - beta2) * g


@mistake(
    "Adam",
    "The mean is divided by the mean of the squares itself. Its root is missing: only then has the quotient no unit,"
    " and a step the size of the learning rate.",
)
class ForgetsTheRoot(Steps):
    def quotient(self, mean, square):
        return mean / (square + self.eps)


@mistake(
    "Adam",
    "The newest gradient alone is divided by the root. That is RMSprop: Adam takes the running mean of the gradients.",
)
class UsesTheNewestGradient(Steps):
    def update(self, i, g):
        self.remember(i, g)
        return self.lr * self.quotient(g, self.corrected(i)[1])


@mistake(
    "Adam",
    "The two betas are swapped: the first one is for the mean of the gradients, the second one for the mean of their"
    " squares.",
)
class SwapsTheBetas(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas[::-1], eps)


@mistake(
    "Adam",
    "beta weighs the new gradient and 1 - beta the past. It is the other way round: a beta of 0.9 keeps nine tenths of"
    " the running mean.",
)
class SwapsOldAndNew(Steps):
    def remember(self, i, g):
        beta1, beta2 = self.betas
        self.means[i] = (1 - beta1) * self.means[i] + beta1 * g
        self.squares[i] = (1 - beta2) * self.squares[i] + beta2 * g * g


@mistake(
    "Adam",
    "The new gradient is added to the running mean in full. Without its weight of 1 - beta that is a decaying sum, not"
    " a mean.",
)
class SumsForMeans(Steps):
    def remember(self, i, g):
        beta1, beta2 = self.betas
        self.means[i] = beta1 * self.means[i] + g
        self.squares[i] = beta2 * self.squares[i] + g * g


@mistake("Adam", "It climbs. A loss falls against its gradient: subtract the step.")
class Climbs(Steps):
    def move(self, p, update):
        p += update


@mistake("Adam", "The learning rate that was given is ignored: it always uses 1e-3. Keep lr from __init__.")
class IgnoresLr(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, 1e-3, betas, eps)


@mistake("Adam", "The betas that were given are ignored: it always uses 0.9 and 0.999. Keep betas from __init__.")
class IgnoresBetas(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, (0.9, 0.999), eps)


@mistake("Adam", "The eps that was given is ignored: it always uses 1e-8. Keep eps from __init__.")
class IgnoresEps(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, 1e-8)


@mistake("Adam", "Without options it does not use lr=1e-3, betas=(0.9, 0.999) and eps=1e-8: look at the defaults.")
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
    "The running means start at 0 again in each step. They must outlive it: make them in __init__, and change them in"
    " step.",
)
class ForgetsItsState(Steps):
    def remember(self, i, g):
        self.means[i], self.squares[i] = g * 0, g * 0
        super().remember(i, g)


@mistake(
    "Adam",
    "An array that is a view, such as a transpose, is not changed: reshape and ravel may copy, and the copy is what"
    " moves. Write into the array that you were given.",
)
class FlattensFirst(Steps):
    def move(self, p, update):
        flat = array_namespace(p).reshape(p, (-1,))
        flat -= array_namespace(p).reshape(update, (-1,))


@mistake(
    "Adam",
    "Each step is made with the running means of the step before, so that the first one goes nowhere. Bring m and v up"
    " to date with the new gradient first, then move.",
)
class MovesBeforeItLooks(Steps):
    def update(self, i, g):
        update = self.lr * self.quotient(*self.corrected(i))
        self.remember(i, g)
        return update


@mistake(
    "Adam",
    "The caller's arrays are not changed: p = p - step makes a new array, and the model keeps the old one. Write into"
    " the array itself: p -= step.",
)
class ReplacesTheArrays(Steps):
    def move(self, p, update):
        p = p - update


@mistake(
    "Adam",
    "The gradients are changed: g *= ... writes into the caller's array. Compute into a new one.",
)
class WritesIntoTheGradients(Steps):
    def remember(self, i, g):
        super().remember(i, g)
        g *= g


@mistake(
    "Adam",
    "It remembers the caller's gradient arrays themselves: when the next gradient is written into the same array, the"
    " past changes too. Keep running means, or copies.",
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
    "A second optimizer for the same arrays goes on with the state of the first: it belongs to the class, and the array"
    " is its key. Make the state in __init__, on self, for each optimizer its own.",
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
    "Two optimizers share their state: it belongs to the class. Make it in __init__, on self, for each its own.",
)
class SharesItsState(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        SharesItsState.state = [self.means, self.squares, 0]

    def step(self, grads):
        self.means, self.squares, self.steps = SharesItsState.state
        super().step(grads)
        SharesItsState.state[2] = self.steps


@mistake(
    "Adam",
    "It goes on from a copy of the parameters of its own, so that whatever else has moved them since is undone. Take"
    " the step from where the caller's array is now: p -= step.",
)
class GoesOnFromItsCopies(Steps):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.copies = {id(p): p * 1 for p in params}

    def move(self, p, update):
        self.copies[id(p)] = self.copies[id(p)] - update
        p[...] = self.copies[id(p)]


@mistake(
    "Adam",
    "It takes the gradients out of the caller's list, which is empty the next time. Leave the list as it is, and read"
    " it: for p, g in zip(params, grads).",
)
class EmptiesTheList(Steps):
    def step(self, grads):
        super().step(grads)
        grads.clear()


@mistake(
    "Adam",
    "It takes any number of gradients, and zip stops at the shorter list: some parameters are left out, and nobody is"
    " told. Compare the two lengths first, and raise ValueError.",
)
class TakesAnyNumberOfGradients(Steps):
    def step(self, grads):
        self.steps += 1
        for i, (p, g) in enumerate(zip(self.params, grads, strict=False)):
            self.move(p, self.update(i, g))
