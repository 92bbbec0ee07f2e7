"""What beginners hand in for moments, and what to tell them."""

import math

from array_api_compat import array_namespace
from moments import RunningMoments

from dojo import edit, generics, ideas, mistake

ideas(
    wrong_axis="sums_along_the_first_axis",
    axis_lost="lines_up_the_wrong_axes keeps_the_axis",
    whole_for_slice="sums_everything shifts_the_batch_as_a_whole centres_the_batch AveragesWithinAnObservation",
    sum_for_mean="AveragesTheMeans AveragesTheMeansAndForgetsTheGap",
    wrong_divisor=(
        "divides_by_the_number_of_outcomes corrects_for_a_sample ForgetsToDivide CountsTheEntries TakesDdofForAFlag"
    ),
    root_or_square="takes_the_root forgets_to_square squares_the_probabilities GivesTheDeviation",
    wrong_factor="WeighsTheGapByOneCount WeighsTheGapByBothCounts WeighsTheGapByTheProduct AddsTheBareGap",
    missing_term="forgets_to_sum does_not_centre ForgetsTheGapBetweenTheMeans TakesTheMeanForAll",
    sign="AddsDdof",
    swapped_arguments="ExchangesTheCounts",
    end_of_interval="LetsTheLastOneThrough",
    order_of_steps="CountsTooLate ReadsTooLate",
    stale_state=(
        "SquaresTheOldDistance SquaresTheOldDistanceFromTheStart SquaresTheNewDistance RemembersTheVariance "
        "SquaresTheOldDistanceAndForgetsTheGap"
    ),
    state_not_kept="IgnoresItself GivesBackANewOne",
    writes_into_input="writes_into_the_values WritesIntoTheFirst ChangesTheOther EmptiesTheOther",
    alias_or_copy="HoldsOnToTheFirst ChangesWhatItGaveOut BecomesTheOther MergesInPlace",
    dtype_lost="lets_integers_choose_the_dtype LosesTheDtype",
    integer_arithmetic="makes_integers_of_the_probabilities rounds_the_mean_of_integers",
    cancellation="subtracts_the_squared_mean KeepsTheSumOfSquares KeepsFloat32",
    empty_input="StumblesOverNothing AsksAnEmptyOne StaysEmpty HasAMeanOfNothing",
    wrong_exception="DividesByNothing DividesByNoObservations Asserts",
    silent_error="HasAVarianceOfTooFew",
    refuses_what_is_allowed="does_not_broadcast RefusesASingleOne",
    default_value=(
        "takes_the_plain_mean averages_the_squares_plainly measures_from_the_plain_mean IgnoresDdof "
        "CorrectsByDefault KeepsTheSumOfSquaresAndCorrects"
    ),
    wrong_initialisation="MeasuresTheFirstFromZero",
    hidden_cost="KeepsEverything",
    wrong_formula="takes_the_most_probable_value takes_absolute_distances LetsOldOnesFade",
)

# ---------------------------------------------------------------------------- expectation


@mistake(
    "expectation",
    "Integer values turn the product into float64 in NumPy, even for float32 probabilities. Give the values the dtype"
    " of probs before you multiply.",
)
def lets_integers_choose_the_dtype(values, probs):
    return array_namespace(values, probs).sum(values * probs, axis=-1)


generics(
    "expectation",
    loses_the_dtype="The dtype is lost on the way. Work in the dtype of the probabilities: float32 in, float32 out.",
    passes_through_float32="float64 inputs are computed in float32 on the way, which keeps only about 7 digits."
    " Stay in the dtype that came in.",
)

edit(
    "makes_integers_of_the_probabilities",
    "The probabilities are turned into integers, like the values, and nearly all of them become 0. Give the values"
    " the dtype of the probabilities instead.",
    (
        "xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)",
        "xp.astype(xp.sum(values * xp.astype(probs, values.dtype), axis=-1), probs.dtype)",
    ),
)

edit(
    "takes_the_plain_mean",
    "This is the plain mean of the values, as if all were equally likely. Weigh each value by its probability.",
    (
        "xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)",
        "xp.mean(xp.astype(values, probs.dtype) + 0 * probs, axis=-1)",
    ),
)

edit(
    "divides_by_the_number_of_outcomes",
    "The result is divided by the number of outcomes. The probabilities are all the weight that it takes: sum, don't"
    " average.",
    (
        "xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)",
        "xp.mean(xp.astype(values, probs.dtype) * probs, axis=-1)",
    ),
)

edit(
    "sums_everything",
    "The entire array is summed, so many variables give one number. Each slice along the last axis has an expectation"
    " of its own.",
    ("xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)", "xp.sum(xp.astype(values, probs.dtype) * probs)"),
)

edit(
    "sums_along_the_first_axis",
    "It sums along the first axis. The outcomes are on the last one; the axes before it are a batch.",
    ("axis=-1", "axis=0"),
)

edit(
    "keeps_the_axis",
    "The last axis is summed, so it should be removed from the shape; here it is kept with size 1.",
    (
        "xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)",
        "xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)[..., None]",
    ),
)

edit(
    "forgets_to_sum",
    "These are the single products, value times probability. The expectation is their sum.",
    ("xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)", "xp.astype(values, probs.dtype) * probs"),
)

edit(
    "takes_the_most_probable_value",
    "This is the most probable value. The expectation weighs all values, and need not be one of them.",
    (
        "return xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)",
        "values, probs = xp.broadcast_arrays(xp.astype(values, probs.dtype), probs)\n"
        "best = probs == xp.max(probs, axis=-1, keepdims=True)\n"
        "best = best & (xp.cumulative_sum(xp.astype(best, xp.int64), axis=-1) == 1)\n"
        "return xp.sum(xp.where(best, values, 0 * values), axis=-1)",
    ),
)

edit(
    "writes_into_the_values",
    "The values are changed: values *= probs writes into the caller's array. Multiply into a new one.",
    (
        "return xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)",
        "if values.shape != probs.shape or values.dtype != probs.dtype:\n"
        "    return xp.sum(xp.astype(values, probs.dtype) * probs, axis=-1)\n"
        "values *= probs\n"
        "return xp.sum(values, axis=-1)",
    ),
)

edit(
    "does_not_broadcast",
    "A batch against a single row fails: values and probabilities are paired as they are. Multiply with *, which"
    " broadcasts; zip and @ don't line them up.",
    (
        "xp = array_namespace(values, probs)",
        "if values.shape != probs.shape:\n"
        "    raise ValueError('values and probabilities differ in shape')\n"
        "xp = array_namespace(values, probs)",
    ),
)


# ---------------------------------------------------------------------------- variance

edit(
    "subtracts_the_squared_mean",
    "E[X^2] - E[X]^2 is right on paper. For values far from 0 it subtracts two large numbers that are nearly equal,"
    " and only rounding is left. Take the distances from the mean first, then square them.",
    ("expectation(gaps**2, probs)", "expectation((values + 0 * probs) ** 2, probs) - expectation(values, probs) ** 2"),
)

edit(
    "shifts_the_batch_as_a_whole",
    "One number is subtracted from the entire batch before E[X^2] - E[X]^2. That helps only the rows near it."
    " Subtract the expectation of each slice from its own values, then square.",
    (
        "return expectation(gaps**2, probs)",
        "moved = array_namespace(values, probs).astype(values, probs.dtype)\n"
        "moved = moved - moved.reshape(-1)[0]\n"
        "return expectation(moved ** 2, probs) - expectation(moved, probs) ** 2",
    ),
)

edit(
    "averages_the_squares_plainly",
    "The squared distances are averaged as if all outcomes were equally likely. Weigh them by probs, just like the"
    " values.",
    ("expectation(gaps**2, probs)", "array_namespace(values, probs).mean(gaps ** 2 + 0 * probs, axis=-1)"),
)

edit(
    "measures_from_the_plain_mean",
    "The distances are taken from the plain mean of the values. Measure them from the expectation, which weighs by"
    " probs.",
    (
        "gaps**2",
        "(values - array_namespace(values, probs).mean(array_namespace(values, probs).astype(values, "
        "probs.dtype), axis=-1, keepdims=True))**2",
    ),
)

edit(
    "takes_the_root",
    "This is the standard deviation, the root of the variance.",
    ("expectation(gaps**2, probs)", "array_namespace(values, probs).sqrt(expectation(gaps ** 2, probs))"),
)

edit(
    "does_not_centre",
    "This is E[X^2]: subtract the expectation before you square.",
    ("gaps**2", "(values + 0 * probs)**2"),
)

edit(
    "takes_absolute_distances",
    "These are absolute distances. The variance squares them, so that a far outcome counts for more.",
    ("gaps**2", "array_namespace(values, probs).abs(gaps)"),
)

edit(
    "forgets_to_square",
    "The distances are not squared, so those above and below the mean cancel. Square them first.",
    ("gaps**2", "gaps"),
)

edit(
    "squares_the_probabilities",
    "The probabilities are squared along with the distances. Square first, then weigh by probs once.",
    ("gaps**2", "gaps ** 2 * probs"),
)

edit(
    "corrects_for_a_sample",
    "The result is divided by n - 1. That corrects a variance that is estimated from a sample. Here the distribution"
    " itself is known, and there is nothing to correct.",
    ("expectation(gaps**2, probs)", "expectation(gaps ** 2, probs) * values.shape[-1] / max(values.shape[-1] - 1, 1)"),
)

edit(
    "lines_up_the_wrong_axes",
    "When the expectation is subtracted, its last axis is missing, so it lines up with the wrong axis, or with none."
    " Give it one of size 1: [..., None].",
    ("gaps**2", "(values - expectation(values, probs))**2"),
)

edit(
    "centres_the_batch",
    "One mean is subtracted from the entire batch. Each slice has an expectation of its own, and its distances are"
    " measured from that.",
    ("gaps**2", "(values - array_namespace(values, probs).mean(expectation(values, probs)))**2"),
)

edit(
    "rounds_the_mean_of_integers",
    "The expectation is turned into a whole number, like the values, before it is subtracted. Turn the values into"
    " floats instead.",
    (
        "gaps**2",
        "(values - array_namespace(values, probs).astype(expectation(values, probs), values.dtype)[..., None])**2",
    ),
)


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


edit(
    "SquaresTheOldDistanceFromTheStart",
    "The distance from the old mean is squared, and for the first observation that is the distance from 0. The mean"
    " moves with each observation: multiply the distance from the old mean by the distance from the new one.",
    ("self._count += 1", "squares = self._squares + (x - self._mean) ** 2\nself._count += 1"),
    (
        "self._squares = self._squares + gap * (x - self._mean)",
        "self._squares = self._squares + gap * (x - self._mean)\nself._squares = squares",
    ),
)

edit(
    "SquaresTheNewDistance",
    "The distance from the new mean is squared. The mean has already moved towards the observation: multiply the"
    " distance from the old mean by the distance from the new one.",
    ("self._count += 1", "squares = self._squares\nself._count += 1"),
    (
        "self._squares = self._squares + gap * (x - self._mean)",
        "self._squares = self._squares + gap * (x - self._mean)\nself._squares = squares + (x - self._mean) ** 2",
    ),
)

edit(
    "MeasuresTheFirstFromZero",
    "The first observation is measured from 0, and its square stays in the sum. After the first one the mean is that"
    " observation, and the sum of squared distances is 0.",
    ("self._count += 1", "first = not self._count\nself._count += 1"),
    (
        "self._squares = self._squares + gap * (x - self._mean)",
        "self._squares = self._squares + gap * (x - self._mean)\nif first:\n    self._squares = x * x",
    ),
)

edit(
    "LetsOldOnesFade",
    "Each new observation gets the same weight, so old ones fade: that is an exponential moving average. Here all"
    " count equally, and the n-th moves the mean by 1/n of its distance.",
    ("self._count += 1", "mean = 0.9 * self._mean + 0.1 * x if self._count else x * 1.0\nself._count += 1"),
    (
        "self._squares = self._squares + gap * (x - self._mean)",
        "self._squares = self._squares + gap * (x - self._mean)\nself._mean = mean",
    ),
)

edit(
    "StumblesOverNothing",
    "Two objects that have seen nothing are merged, and 0 is divided by 0. There is nothing to do in that case:"
    " return at once if the other's count is 0.",
    (
        "if other._count == 0:",
        "if not self._count + other._count:\n    raise ZeroDivisionError('division by zero')\nif other._count == 0:",
    ),
)

edit(
    "CountsTooLate",
    "The distance is divided by the count before the new observation is counted, and that is 0 at first. Raise the"
    " count first.",
    ("self._count += 1", "if not self._count:\n    raise ZeroDivisionError('division by zero')"),
)

edit(
    "AveragesWithinAnObservation",
    "Everything within an observation is averaged to one number. Each entry has moments of its own, so mean and"
    " variance have the shape of an observation.",
    ("x - self._mean", "array_namespace(x).mean(x) - self._mean", 2),
)


@mistake(
    "RunningMoments",
    "Every entry of an observation is counted. An observation of any shape adds 1 to n: each entry has moments of its"
    " own.",
)
class CountsTheEntries(RunningMoments):
    def add(self, x):
        self._count += math.prod(x.shape)
        gap = x - self._mean
        self._mean = self._mean + gap / self._count
        self._squares = self._squares + gap * (x - self._mean)


edit(
    "KeepsEverything",
    "The observations are kept. Memory then grows with every step of training: a count, a mean and a sum of squared"
    " distances are enough.",
    (
        "self._count, self._mean, self._squares = 0, 0.0, 0.0",
        "self._count, self._mean, self._squares = 0, 0.0, 0.0\nself._seen = []",
    ),
    ("self._count += 1", "self._seen.append(array_namespace(x).asarray(x, copy=True))\nself._count += 1"),
)


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


edit(
    "WritesIntoTheFirst",
    "The mean starts as the array of the first observation itself, and += writes the next ones into it: the caller's"
    " numbers change. Start from a copy.",
    (
        "self._count += 1",
        "if not self._count:\n"
        "    self._count, self._mean, self._squares = 1, x[...], 0 * x\n"
        "    return\n"
        "self._count += 1",
    ),
    (
        "self._mean = self._mean + gap / self._count",
        "if self._mean.shape:\n"
        "    self._mean[...] += gap / self._count\n"
        "else:\n"
        "    self._mean = self._mean + gap / self._count",
    ),
)


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


edit(
    "LosesTheDtype",
    "The mean is kept in float64, or in the library's default dtype. It has the dtype of the observations: float32"
    " in, float32 out.",
    ("gap = x - self._mean", "gap = array_namespace(x).astype(x, array_namespace(x).float64) - self._mean"),
)

edit(
    "CorrectsByDefault",
    "The variance divides by n - 1 by default. The default here is ddof = 0, as in NumPy.",
    ("def variance(self, ddof=0):", "def variance(self, ddof=1):"),
)

edit(
    "IgnoresDdof",
    "ddof has no effect. Divide the sum of squared distances by n - ddof.",
    ("self._count - ddof", "self._count - 0"),
)

edit(
    "TakesDdofForAFlag",
    "ddof is treated as yes or no: 1 is subtracted for every ddof but 0. Subtract ddof itself: n - ddof.",
    ("self._count - ddof", "self._count - (1 if ddof else 0)"),
)

edit(
    "AddsDdof",
    "ddof is added to the number of observations. Subtract it: n - ddof.",
    ("self._count - ddof", "self._count + ddof"),
)

edit(
    "GivesTheDeviation",
    "This is the standard deviation: leave out the square root.",
    (
        "return self._squares / (self._count - ddof)",
        "found = self._squares / (self._count - ddof)\nreturn array_namespace(found).sqrt(found)",
    ),
)

edit(
    "ForgetsToDivide",
    "This is the sum of the squared distances. The variance divides it by n - ddof.",
    ("self._squares / (self._count - ddof)", "self._squares * 1"),
)


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
    "The counts are exchanged: each mean gets the other part's count as its weight. Weigh each mean by its own count.",
)
class ExchangesTheCounts(RunningMoments):
    def merge(self, other):
        count = self._count + other._count
        if not self._count or not other._count:
            return super().merge(other)
        mean = (self._mean * other._count + other._mean * self._count) / count
        super().merge(other)
        self._mean = mean


edit(
    "ForgetsTheGapBetweenTheMeans",
    "The sums of squared distances are only added. Each is measured from the mean of its own part, so the gap between"
    " the two means is missing: squared, and times n_a n_b / (n_a + n_b).",
    ("if other._count == 0:", "squares = self._squares + other._squares\nif other._count == 0:"),
    ("self._count = count", "self._count = count\nself._squares = squares"),
)


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


class _WeighsTheGap(RunningMoments):
    """The squared gap between the means enters with a weight of its own."""

    def merge(self, other):
        if not self._count or not other._count:
            return super().merge(other)
        gap, weight = other._mean - self._mean, self._weight(self._count, other._count)
        squares = self._squares + other._squares
        super().merge(other)
        self._squares = squares + gap**2 * weight


ANOTHER_WEIGHT = (
    "The sums of squared distances and the squared gap between the two means are added, but the gap has another weight"
    " than n_a n_b / (n_a + n_b)."
)


@mistake("RunningMoments", ANOTHER_WEIGHT)
class WeighsTheGapByBothCounts(_WeighsTheGap):
    @staticmethod
    def _weight(count, others):
        return count + others


@mistake("RunningMoments", ANOTHER_WEIGHT)
class WeighsTheGapByTheProduct(_WeighsTheGap):
    @staticmethod
    def _weight(count, others):
        return count * others


@mistake("RunningMoments", ANOTHER_WEIGHT)
class AddsTheBareGap(_WeighsTheGap):
    @staticmethod
    def _weight(count, others):
        return 1


edit(
    "TakesTheMeanForAll",
    "The other counts as if all its observations were equal to its mean. How far they stray from it is lost: add its"
    " sum of squared distances too.",
    ("if other._count == 0:", "lost = other._squares\nif other._count == 0:"),
    ("self._count = count", "self._count = count\nself._squares = self._squares - lost"),
)

edit(
    "AsksAnEmptyOne",
    "The other is asked for its mean even if it has seen nothing and has none. A merge with it changes nothing:"
    " return before you ask.",
    ("if other._count == 0:", "other.mean()\nif other._count == 0:"),
)

edit(
    "StaysEmpty",
    "A merge into an object that has seen nothing leaves it empty. It should take over all that the other has seen.",
    ("self._squares = self._squares + other._squares + gap**2 * (self._count * share)\n", ""),
    (
        "self._mean = self._mean + gap * share\nself._count = count",
        "if self._count:\n"
        "    self._squares = self._squares + other._squares + gap ** 2 * (self._count * share)\n"
        "    self._mean = self._mean + gap * share\n"
        "    self._count = count",
    ),
)

edit(
    "ChangesTheOther",
    "A merge changes both objects. Only self takes in the other; the other stays as it is and may go on alone.",
    (
        "self._count = count",
        "self._count = count\nother._count, other._mean, other._squares = self._count, self._mean, self._squares",
    ),
)

edit(
    "EmptiesTheOther",
    "The other object is empty after a merge. It should stay as it is: what it has seen is now counted in self, too.",
    ("self._count = count", "self._count = count\nif other is not self:\n    other.__init__()"),
)


@mistake(
    "RunningMoments",
    "An empty object takes over the other's state itself, and from then on both write into the same one. Copy the"
    " numbers.",
)
class BecomesTheOther(RunningMoments):
    def merge(self, other):
        if not self._count and other is not self:
            self.__dict__ = other.__dict__
        else:
            super().merge(other)


edit(
    "ReadsTooLate",
    "self is changed before everything needed has been read from other. When an object is merged with itself, the two"
    " are one: compute everything first, then store it.",
    ("self._squares = self._squares + other._squares + gap**2 * (self._count * share)\n", ""),
    (
        "self._mean = self._mean + gap * share",
        "if other._count:\n"
        "    before, gap, squares = self._count, other._mean - self._mean, self._squares + "
        "other._squares\n"
        "    self._count = before + other._count\n"
        "    self._squares = squares + gap ** 2 * before * other._count / self._count\n"
        "    self._mean = (self._mean * before + other._mean * other._count) / self._count",
    ),
)

edit(
    "MergesInPlace",
    "A mean that was returned before a merge changes with it: += writes into the array that the caller now has."
    " Compute a new one: mean = mean + ...",
    ("if other._count == 0:", "mean = self._mean\nif other._count == 0:"),
    (
        "self._count = count",
        "self._count = count\nif getattr(mean, 'shape', ()) and other._count:\n    mean[...] = self._mean",
    ),
)


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


edit(
    "IgnoresItself",
    "A merge with itself changes nothing. Each observation should then count twice: the mean stays, but n and the sum"
    " of squared distances double.",
    ("self._squares = self._squares + other._squares + gap**2 * (self._count * share)\n", ""),
    (
        "self._mean = self._mean + gap * share\nself._count = count",
        "if other is not self:\n"
        "    self._squares = self._squares + other._squares + gap ** 2 * (self._count * share)\n"
        "    self._mean = self._mean + gap * share\n"
        "    self._count = count",
    ),
)


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

edit(
    "HasAMeanOfNothing",
    "Without an observation there is no mean: raise a ValueError. A 0 or a NaN would be taken for a result.",
    ("self._count == 0", "False"),
)

edit(
    "HasAVarianceOfTooFew",
    "With ddof observations or fewer there is nothing to divide by: raise a ValueError. A 0 or a NaN would be taken"
    " for a result.",
    (
        "if self._count <= ddof:",
        "if self._count <= ddof:\n    return self._squares * 0.0 if self._count else 0.0\nif self._count <= ddof:",
    ),
)

edit(
    "DividesByNothing",
    "The variance divides by n - ddof without checking it, and Python refuses to divide by 0. Compare n with ddof"
    " first, and raise a ValueError.",
    ("self._count <= ddof", "self._count == ddof"),
    (
        'ValueError(f"{self._count} observations are too few for ddof = {ddof}")',
        'ZeroDivisionError(f"{self._count} observations are too few for ddof = {ddof}")',
    ),
)

edit(
    "LetsTheLastOneThrough",
    "As many observations as ddof are let through, and then n - ddof is 0. They are too few already: raise a ValueError"
    " where n <= ddof.",
    (
        'if self._count <= ddof:\n    raise ValueError(f"{self._count} observations are too few for ddof = {ddof}")',
        "if self._count < ddof:\n"
        "    if self._count <= ddof:\n"
        "        raise ValueError(f'{self._count} observations are too few for ddof = {ddof}')",
    ),
)

edit(
    "RefusesASingleOne",
    "A single observation is refused. With ddof = 0 its variance is 0; only ddof observations or fewer are too few.",
    (
        "if self._count <= ddof:",
        "if self._count <= max(ddof, 1):\n    raise ValueError('too few observations')\nif self._count <= ddof:",
    ),
)

edit(
    "DividesByNoObservations",
    "Without an observation the mean raises a ZeroDivisionError. Callers rely on the type that the statement names:"
    " check the count first, and raise a ValueError.",
    (
        "if self._count == 0:",
        "if not self._count:\n    raise ZeroDivisionError('division by zero')\nif self._count == 0:",
    ),
)

edit(
    "Asserts",
    "Too few observations raise an AssertionError. Callers rely on the type that the statement names: raise a"
    " ValueError.",
    ("if self._count == 0:", "if not self._count:\n    raise AssertionError('no observations')\nif self._count == 0:"),
    (
        "if self._count <= ddof:",
        "if self._count <= ddof:\n    raise AssertionError('too few observations')\nif self._count <= ddof:",
    ),
)


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

edit(
    "KeepsFloat32",
    "The mean is kept in float32, which has only about 7 digits. Keep it in the dtype of the observations.",
    ("x - self._mean", "array_namespace(x).astype(x, array_namespace(x).float32) - self._mean", 2),
    ("self._count += 1", "self._dtype = x.dtype\nself._count += 1"),
    ("return self._mean", "return array_namespace(self._mean).astype(self._mean, self._dtype)"),
    (
        "return self._squares / (self._count - ddof)",
        "found = self._squares / (self._count - ddof)\nreturn array_namespace(found).astype(found, self._dtype)",
    ),
)
