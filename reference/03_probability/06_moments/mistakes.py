"""What beginners hand in for moments, and what to tell them."""

from array_api_compat import array_namespace
from moments import RunningMoments, expectation, variance

from dojo import mistake

# ---------------------------------------------------------------------------- expectation


@mistake(
    "expectation",
    "Integer values turn the product into float64 in NumPy, even for float32 probabilities. Give the values the dtype"
    " of probs before you multiply.",
)
def lets_integers_choose_the_dtype(values, probs):
    return array_namespace(values, probs).sum(values * probs, axis=-1)


@mistake(
    "expectation",
    "The dtype is lost on the way. Work in the dtype of the probabilities: float32 in, float32 out.",
)
def loses_the_dtype(values, probs):
    xp = array_namespace(values, probs)
    return xp.sum(xp.astype(values, xp.float64) * xp.astype(probs, xp.float64), axis=-1)


@mistake(
    "expectation",
    "The probabilities are turned into integers, like the values, and nearly all of them become 0. Give the values"
    " the dtype of the probabilities instead.",
)
def makes_integers_of_the_probabilities(values, probs):
    xp = array_namespace(values, probs)
    whole = xp.sum(values * xp.astype(probs, values.dtype), axis=-1)
    return xp.astype(whole, probs.dtype)


@mistake(
    "expectation",
    "This is the plain mean of the values, as if all were equally likely. Weigh each value by its probability.",
)
def takes_the_plain_mean(values, probs):
    xp = array_namespace(values, probs)
    return xp.mean(xp.astype(values, probs.dtype) + 0 * probs, axis=-1)


@mistake(
    "expectation",
    "The result is divided by the number of outcomes. The probabilities are all the weight that it takes: sum, don't"
    " average.",
)
def divides_by_the_number_of_outcomes(values, probs):
    xp = array_namespace(values, probs)
    return xp.mean(xp.astype(values, probs.dtype) * probs, axis=-1)


@mistake(
    "expectation",
    "The whole array is summed, so many variables give one number. Each slice along the last axis has an expectation"
    " of its own.",
)
def sums_everything(values, probs):
    xp = array_namespace(values, probs)
    return xp.sum(xp.astype(values, probs.dtype) * probs)


@mistake(
    "expectation",
    "It sums along the first axis. The outcomes are on the last one; the axes before it are a batch.",
)
def sums_along_the_first_axis(values, probs):
    xp = array_namespace(values, probs)
    return xp.sum(xp.astype(values, probs.dtype) * probs, axis=0)


@mistake(
    "expectation",
    "The last axis is summed away: it should be gone from the shape, and here it is left with size 1.",
)
def keeps_the_axis(values, probs):
    return expectation(values, probs)[..., None]


@mistake("expectation", "These are the single products, value times probability. The expectation is their sum.")
def forgets_to_sum(values, probs):
    xp = array_namespace(values, probs)
    return xp.astype(values, probs.dtype) * probs


@mistake(
    "expectation",
    "This is the most probable value. The expectation weighs all values, and need not be one of them.",
)
def takes_the_most_probable_value(values, probs):
    xp = array_namespace(values, probs)
    values, probs = xp.broadcast_arrays(xp.astype(values, probs.dtype), probs)
    best = probs == xp.max(probs, axis=-1, keepdims=True)
    best = best & (xp.cumulative_sum(xp.astype(best, xp.int64), axis=-1) == 1)
    return xp.sum(xp.where(best, values, 0 * values), axis=-1)


@mistake(
    "expectation",
    "The values are changed: values *= probs writes into the caller's array. Multiply into a new one.",
)
def writes_into_the_values(values, probs):
    xp = array_namespace(values, probs)
    if values.shape != probs.shape or values.dtype != probs.dtype:
        return expectation(values, probs)
    values *= probs
    return xp.sum(values, axis=-1)


@mistake(
    "expectation",
    "A batch against a single row fails: values and probabilities are paired as they are. Multiply with *, which"
    " broadcasts; zip and @ don't line them up.",
)
def does_not_broadcast(values, probs):
    if values.shape != probs.shape:
        raise ValueError("values and probabilities differ in shape")
    return expectation(values, probs)


# ---------------------------------------------------------------------------- variance


@mistake(
    "variance",
    "E[X^2] - E[X]^2 is right on paper. For values far from 0 it subtracts two large numbers that are nearly equal,"
    " and only rounding is left. Take the distances from the mean first, then square them.",
)
def subtracts_the_squared_mean(values, probs):
    return expectation((values + 0 * probs) ** 2, probs) - expectation(values, probs) ** 2


@mistake(
    "variance",
    "One number is subtracted from the whole batch before E[X^2] - E[X]^2. That helps only the rows near it. Subtract"
    " the expectation of each slice from its own values, then square.",
)
def shifts_the_batch_as_a_whole(values, probs):
    moved = array_namespace(values, probs).astype(values, probs.dtype)
    moved = moved - moved.reshape(-1)[0]
    return expectation(moved**2, probs) - expectation(moved, probs) ** 2


@mistake(
    "variance",
    "The squared distances are averaged as if all outcomes were equally likely. Weigh them by probs, just like the"
    " values.",
)
def averages_the_squares_plainly(values, probs):
    xp = array_namespace(values, probs)
    return xp.mean((values - expectation(values, probs)[..., None]) ** 2 + 0 * probs, axis=-1)


@mistake(
    "variance",
    "The distances are taken from the plain mean of the values. They count from the expectation, which weighs by"
    " probs.",
)
def measures_from_the_plain_mean(values, probs):
    xp = array_namespace(values, probs)
    plain = xp.mean(xp.astype(values, probs.dtype), axis=-1, keepdims=True)
    return expectation((values - plain) ** 2, probs)


@mistake("variance", "This is the standard deviation, the root of the variance.")
def takes_the_root(values, probs):
    return array_namespace(values, probs).sqrt(variance(values, probs))


@mistake("variance", "This is E[X^2]: subtract the expectation before you square.")
def does_not_centre(values, probs):
    return expectation((values + 0 * probs) ** 2, probs)


@mistake("variance", "These are absolute distances. The variance squares them, so that a far outcome counts for more.")
def takes_absolute_distances(values, probs):
    xp = array_namespace(values, probs)
    return expectation(xp.abs(values - expectation(values, probs)[..., None]), probs)


@mistake("variance", "The distances are not squared, so those above and below the mean cancel. Square them first.")
def forgets_to_square(values, probs):
    return expectation(values - expectation(values, probs)[..., None], probs)


@mistake("variance", "The probabilities are squared along with the distances. Square first, then weigh by probs once.")
def squares_the_probabilities(values, probs):
    return expectation((values - expectation(values, probs)[..., None]) ** 2 * probs, probs)


@mistake(
    "variance",
    "The result is divided by n - 1. That corrects a variance that is estimated from a sample. Here the distribution"
    " itself is known, and there is nothing to correct.",
)
def corrects_for_a_sample(values, probs):
    n = values.shape[-1]
    return variance(values, probs) * n / max(n - 1, 1)


@mistake(
    "variance",
    "When the expectation is subtracted, its last axis is missing, so it lines up with the wrong axis, or with none."
    " Give it one of size 1: [..., None].",
)
def lines_up_the_wrong_axes(values, probs):
    return expectation((values - expectation(values, probs)) ** 2, probs)


@mistake(
    "variance",
    "One mean is subtracted from the whole batch. Each slice has an expectation of its own, and its distances count"
    " from that.",
)
def centres_the_batch(values, probs):
    xp = array_namespace(values, probs)
    return expectation((values - xp.mean(expectation(values, probs))) ** 2, probs)


@mistake(
    "variance",
    "The expectation is turned into a whole number, like the values, before it is subtracted. Turn the values into"
    " floats instead.",
)
def rounds_the_mean_of_integers(values, probs):
    xp = array_namespace(values, probs)
    mean = xp.astype(expectation(values, probs), values.dtype)[..., None]
    return expectation((values - mean) ** 2, probs)


# ---------------------------------------------------------------------------- RunningMoments


@mistake(
    "RunningMoments",
    "The variance is the mean of the squares minus the square of the mean. If the mean is far from 0, both are large"
    " and nearly equal, and only rounding is left. Keep the sum of squared distances from the mean, and correct it at"
    " each step.",
)
class KeepsTheSumOfSquares(RunningMoments):
    def add(self, x):
        self._count += 1
        self._mean, self._squares = self._mean + (x - self._mean) / self._count, self._squares + x * x

    def merge(self, other):
        if other._count:
            total = self._mean * self._count + other._mean * other._count
            self._count, self._squares = self._count + other._count, self._squares + other._squares
            self._mean = total / self._count

    def variance(self, ddof=0):
        if self._count <= ddof:
            raise ValueError("too few")
        return (self._squares - self._count * self._mean**2) / (self._count - ddof)


@mistake(
    "RunningMoments",
    "The distance from the old mean is squared. The mean moves with the new observation: multiply the distance from"
    " the old mean by the distance from the new one.",
)
class SquaresTheOldDistance(RunningMoments):
    def add(self, x):
        gap = x - self._mean
        if not self._count:
            gap = gap * 0
        squares = self._squares + gap**2
        super().add(x)
        self._squares = squares


@mistake(
    "RunningMoments",
    "The distance from the old mean is squared, and for the first observation that is the distance from 0. The mean"
    " moves with each observation: multiply the distance from the old mean by the distance from the new one.",
)
class SquaresTheOldDistanceFromTheStart(RunningMoments):
    def add(self, x):
        squares = self._squares + (x - self._mean) ** 2
        super().add(x)
        self._squares = squares


@mistake(
    "RunningMoments",
    "The distance from the new mean is squared. The mean has already moved towards the observation: multiply the"
    " distance from the old mean by the distance from the new one.",
)
class SquaresTheNewDistance(RunningMoments):
    def add(self, x):
        squares = self._squares
        super().add(x)
        self._squares = squares + (x - self._mean) ** 2


@mistake(
    "RunningMoments",
    "The first observation is measured from 0, and its square stays in the sum. After the first one the mean is that"
    " observation, and the sum of squared distances is 0.",
)
class MeasuresTheFirstFromZero(RunningMoments):
    def add(self, x):
        first = not self._count
        super().add(x)
        if first:
            self._squares = x * x


@mistake(
    "RunningMoments",
    "Each new observation gets the same weight, so old ones fade: that is an exponential moving average. Here all"
    " count alike, and the n-th moves the mean by 1/n of its distance.",
)
class LetsOldOnesFade(RunningMoments):
    def add(self, x):
        mean = 0.9 * self._mean + 0.1 * x if self._count else x * 1.0
        super().add(x)
        self._mean = mean


@mistake(
    "RunningMoments",
    "Two objects that have seen nothing are merged, and 0 is divided by 0. There is nothing to do in that case:"
    " return at once if the other's count is 0.",
)
class StumblesOverNothing(RunningMoments):
    def merge(self, other):
        if not self._count + other._count:
            raise ZeroDivisionError("division by zero")
        super().merge(other)


@mistake(
    "RunningMoments",
    "The distance is divided by the count before the new observation is counted, and that is 0 at first. Raise the"
    " count first.",
)
class CountsTooLate(RunningMoments):
    def add(self, x):
        if not self._count:
            raise ZeroDivisionError("division by zero")
        gap = x - self._mean
        self._mean = self._mean + gap / self._count
        self._squares = self._squares + gap * (x - self._mean)
        self._count += 1


@mistake(
    "RunningMoments",
    "Everything within an observation is averaged to one number. Each entry has moments of its own, so mean and"
    " variance have the shape of an observation.",
)
class AveragesWithinAnObservation(RunningMoments):
    def add(self, x):
        super().add(array_namespace(x).mean(x))


@mistake(
    "RunningMoments",
    "The observations are kept. Memory then grows with every step of training: a count, a mean and a sum of squared"
    " distances are enough.",
)
class KeepsEverything(RunningMoments):
    def __init__(self):
        super().__init__()
        self._seen = []

    def add(self, x):
        self._seen.append(array_namespace(x).asarray(x, copy=True))
        super().add(x)


@mistake(
    "RunningMoments",
    "The array of the first observation is kept. When the caller writes the next one into it, the mean changes by"
    " itself: take a copy, or compute a new array.",
)
class HoldsOnToTheFirst(RunningMoments):
    def add(self, x):
        if self._count:
            return super().add(x)
        self._count, self._mean, self._squares = 1, x, 0 * x


@mistake(
    "RunningMoments",
    "The mean starts as the array of the first observation itself, and += writes the next ones into it: the caller's"
    " numbers change. Start from a copy.",
)
class WritesIntoTheFirst(RunningMoments):
    def add(self, x):
        if not self._count:
            self._count, self._mean, self._squares = 1, x[...], 0 * x
            return
        self._count += 1
        gap = x - self._mean
        if self._mean.shape:
            self._mean[...] += gap / self._count
        else:
            self._mean = self._mean + gap / self._count
        self._squares = self._squares + gap * (x - self._mean)


@mistake(
    "RunningMoments",
    "A mean or a variance that was returned changes when more is added: += writes into the array that the caller now"
    " has. Compute a new one: mean = mean + ...",
)
class ChangesWhatItGaveOut(RunningMoments):
    def add(self, x):
        if not self._count or not x.shape:
            return super().add(x)
        self._count += 1
        gap = x - self._mean
        self._mean += gap / self._count
        self._squares = self._squares + gap * (x - self._mean)


@mistake(
    "RunningMoments",
    "The mean is kept in float64, or in the library's default dtype. It has the dtype of the observations: float32"
    " in, float32 out.",
)
class LosesTheDtype(RunningMoments):
    def add(self, x):
        xp = array_namespace(x)
        super().add(xp.astype(x, xp.float64))


@mistake("RunningMoments", "The variance divides by n - 1 by default. The default here is ddof = 0, as in NumPy.")
class CorrectsByDefault(RunningMoments):
    def variance(self, ddof=1):
        return super().variance(ddof)


@mistake("RunningMoments", "ddof has no effect. Divide the sum of squared distances by n - ddof.")
class IgnoresDdof(RunningMoments):
    def variance(self, ddof=0):
        super().variance(ddof)
        return super().variance()


@mistake(
    "RunningMoments",
    "ddof is treated as yes or no: 1 is subtracted for every ddof but 0. Subtract ddof itself: n - ddof.",
)
class TakesDdofForAFlag(RunningMoments):
    def variance(self, ddof=0):
        super().variance(ddof)
        return super().variance(1 if ddof else 0)


@mistake("RunningMoments", "ddof is added to the number of observations. Subtract it: n - ddof.")
class AddsDdof(RunningMoments):
    def variance(self, ddof=0):
        super().variance(ddof)
        return self._squares / (self._count + ddof)


@mistake("RunningMoments", "This is the standard deviation: leave out the square root.")
class GivesTheDeviation(RunningMoments):
    def variance(self, ddof=0):
        found = super().variance(ddof)
        return array_namespace(found).sqrt(found)


@mistake("RunningMoments", "This is the sum of the squared distances. The variance divides it by n - ddof.")
class ForgetsToDivide(RunningMoments):
    def variance(self, ddof=0):
        super().variance(ddof)
        return self._squares * 1


# ---------------------------------------------------------------------------- its merge


@mistake(
    "RunningMoments",
    "The two means are averaged as if both parts had the same size. The larger part weighs more: its share is its"
    " count over the count of both.",
)
class AveragesTheMeans(RunningMoments):
    def merge(self, other):
        if not self._count or not other._count:
            return super().merge(other)
        mean = (self._mean + other._mean) / 2
        super().merge(other)
        self._mean = mean


@mistake(
    "RunningMoments",
    "The counts are exchanged: each mean weighs as much as the other part has seen. Weigh each mean by its own count.",
)
class ExchangesTheCounts(RunningMoments):
    def merge(self, other):
        count = self._count + other._count
        if not self._count or not other._count:
            return super().merge(other)
        mean = (self._mean * other._count + other._mean * self._count) / count
        super().merge(other)
        self._mean = mean


@mistake(
    "RunningMoments",
    "The sums of squared distances are only added. Each counts from the mean of its own part, so the gap between the"
    " two means is missing: squared, and times n_a n_b / (n_a + n_b).",
)
class ForgetsTheGapBetweenTheMeans(RunningMoments):
    def merge(self, other):
        squares = self._squares + other._squares
        super().merge(other)
        self._squares = squares


@mistake(
    "RunningMoments",
    "The squared gap between the two means is weighed by the count of one part. Its weight is n_a n_b / (n_a + n_b).",
)
class WeighsTheGapByOneCount(RunningMoments):
    def merge(self, other):
        if not self._count or not other._count:
            return super().merge(other)
        gap, squares = other._mean - self._mean, self._squares + other._squares
        super().merge(other)
        self._squares = squares + gap**2 * other._count


@mistake(
    "RunningMoments",
    "The other is asked for its mean even if it has seen nothing and has none. A merge with it changes nothing:"
    " return before you ask.",
)
class AsksAnEmptyOne(RunningMoments):
    def merge(self, other):
        other.mean()
        super().merge(other)


@mistake(
    "RunningMoments",
    "A merge into an object that has seen nothing leaves it empty. It should take over all that the other has seen.",
)
class StaysEmpty(RunningMoments):
    def merge(self, other):
        if self._count:
            super().merge(other)


@mistake(
    "RunningMoments",
    "A merge changes both objects. Only self takes in the other; the other stays as it is and may go on alone.",
)
class ChangesTheOther(RunningMoments):
    def merge(self, other):
        super().merge(other)
        other._count, other._mean, other._squares = self._count, self._mean, self._squares


@mistake(
    "RunningMoments",
    "The other object is empty after a merge. It should stay as it is: what it has seen is now counted in self as"
    " well.",
)
class EmptiesTheOther(RunningMoments):
    def merge(self, other):
        super().merge(other)
        if other is not self:
            other.__init__()


@mistake(
    "RunningMoments",
    "An empty object takes over the other's state as a whole, and from then on both write into the same one. Copy the"
    " numbers.",
)
class BecomesTheOther(RunningMoments):
    def merge(self, other):
        if not self._count and other is not self:
            self.__dict__ = other.__dict__
        else:
            super().merge(other)


@mistake(
    "RunningMoments",
    "self is changed before everything needed has been read from other. When an object is merged with itself, the two"
    " are one: compute everything first, then store it.",
)
class ReadsTooLate(RunningMoments):
    def merge(self, other):
        if other._count:
            before, gap, squares = self._count, other._mean - self._mean, self._squares + other._squares
            self._count = before + other._count
            self._squares = squares + gap**2 * before * other._count / self._count
            self._mean = (self._mean * before + other._mean * other._count) / self._count


@mistake(
    "RunningMoments",
    "A mean that was returned before a merge changes with it: += writes into the array that the caller now has."
    " Compute a new one: mean = mean + ...",
)
class MergesInPlace(RunningMoments):
    def merge(self, other):
        mean = self._mean
        super().merge(other)
        if getattr(mean, "shape", ()) and other._count:
            mean[...] = self._mean
            self._mean = mean


@mistake(
    "RunningMoments",
    "The variance is computed once and then remembered, even when more has been taken in. Whatever changes the"
    " moments must forget it: merge as well as add.",
)
class RemembersTheVariance(RunningMoments):
    _known = None

    def add(self, x):
        super().add(x)
        self._known = None

    def variance(self, ddof=0):
        if self._known is None:
            self._known = super().variance(ddof)
        return self._known


@mistake(
    "RunningMoments",
    "A merge with itself changes nothing. Each observation should then count twice: the mean stays, but n and the sum"
    " of squared distances double.",
)
class IgnoresItself(RunningMoments):
    def merge(self, other):
        if other is not self:
            super().merge(other)


@mistake(
    "RunningMoments",
    "A merge returns a new object and leaves self as it was. self should take in what the other has seen.",
)
class GivesBackANewOne(RunningMoments):
    def merge(self, other):
        new = RunningMoments()
        new.merge(self)
        new.merge(other)
        return new


# ---------------------------------------------------------------------------- its errors


@mistake(
    "RunningMoments",
    "Without an observation there is no mean: raise a ValueError. A 0 or a NaN would be taken for a result.",
)
class HasAMeanOfNothing(RunningMoments):
    def mean(self):
        return self._mean


@mistake(
    "RunningMoments",
    "With ddof observations or fewer there is nothing to divide by: raise a ValueError. A 0 or a NaN would be taken"
    " for a result.",
)
class HasAVarianceOfTooFew(RunningMoments):
    def variance(self, ddof=0):
        if self._count <= ddof:
            return self._squares * 0.0 if self._count else 0.0
        return super().variance(ddof)


@mistake(
    "RunningMoments",
    "The variance divides by n - ddof without checking it, and Python refuses to divide by 0. Compare n with ddof"
    " first, and raise a ValueError.",
)
class DividesByNothing(RunningMoments):
    def variance(self, ddof=0):
        if self._count == ddof:
            raise ZeroDivisionError("float division by zero")
        return self._squares / (self._count - ddof)


@mistake(
    "RunningMoments",
    "As many observations as ddof are let through, and then n - ddof is 0. They are too few already: raise a ValueError"
    " where n <= ddof.",
)
class LetsTheLastOneThrough(RunningMoments):
    def variance(self, ddof=0):
        if self._count < ddof:
            return super().variance(ddof)
        return self._squares / (self._count - ddof)


@mistake(
    "RunningMoments",
    "A single observation is refused. With ddof = 0 its variance is 0; only ddof observations or fewer are too few.",
)
class RefusesASingleOne(RunningMoments):
    def variance(self, ddof=0):
        if self._count <= max(ddof, 1):
            raise ValueError("too few observations")
        return super().variance(ddof)


@mistake(
    "RunningMoments",
    "Without an observation the mean raises a ZeroDivisionError. Callers rely on the type that the statement names:"
    " check the count first, and raise a ValueError.",
)
class DividesByNoObservations(RunningMoments):
    def mean(self):
        if not self._count:
            raise ZeroDivisionError("division by zero")
        return super().mean()


@mistake(
    "RunningMoments",
    "Too few observations raise an AssertionError. Callers rely on the type that the statement names: raise a"
    " ValueError.",
)
class Asserts(RunningMoments):
    def mean(self):
        if not self._count:
            raise AssertionError("no observations")
        return super().mean()

    def variance(self, ddof=0):
        if self._count <= ddof:
            raise AssertionError("too few observations")
        return super().variance(ddof)


# ------------------------------------------------ two faults at once: the words are for the one to repair first


@mistake(
    "RunningMoments",
    "The two means are averaged as if both parts had the same size: weigh each by its count. Then the gap between the"
    " means has to enter the sum of squared distances too.",
)
class AveragesTheMeansAndForgetsTheGap(RunningMoments):
    def merge(self, other):
        if not self._count or not other._count:
            return super().merge(other)
        self._mean = (self._mean + other._mean) / 2
        self._squares = self._squares + other._squares
        self._count = self._count + other._count


@mistake(
    "RunningMoments",
    "The distance from the old mean is squared: multiply it by the distance from the new mean instead. The merge also"
    " needs the gap between the two means.",
)
class SquaresTheOldDistanceAndForgetsTheGap(SquaresTheOldDistance):
    def merge(self, other):
        squares = self._squares + other._squares
        super().merge(other)
        self._squares = squares


@mistake(
    "RunningMoments",
    "The variance is divided by n - 1 by default, and E[X^2] - E[X]^2 loses its digits far from 0. Keep the sum of"
    " squared distances from the mean, and divide it by n - ddof with ddof = 0 by default.",
)
class KeepsTheSumOfSquaresAndCorrects(KeepsTheSumOfSquares):
    def variance(self, ddof=1):
        return super().variance(ddof)


# ---------------------------------------------------------------------------- precision


@mistake(
    "expectation",
    "float64 inputs are computed in float32 on the way, which keeps only about 7 digits. Stay in the dtype that came"
    " in.",
)
def passes_through_float32(values, probs):
    xp = array_namespace(values, probs)
    return xp.astype(xp.sum(xp.astype(values, xp.float32) * xp.astype(probs, xp.float32), axis=-1), probs.dtype)


@mistake(
    "RunningMoments",
    "The mean is kept in float32, which has only about 7 digits. Keep it in the dtype of the observations.",
)
class KeepsFloat32(RunningMoments):
    def add(self, x):
        xp = array_namespace(x)
        self._dtype = x.dtype
        super().add(xp.astype(x, xp.float32))

    def mean(self):
        found = super().mean()
        return array_namespace(found).astype(found, self._dtype)

    def variance(self, ddof=0):
        found = super().variance(ddof)
        return array_namespace(found).astype(found, self._dtype)
