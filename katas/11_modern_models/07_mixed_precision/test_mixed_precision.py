"""Mixed precision: bfloat16 rounds to the nearest, and a scaled loss keeps float16's gradients alive."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, from_scratch, on_its_device

pytestmark = pytest.mark.kata(
    minutes=90,
    targets="torch",
    from_scratch=["bfloat16", "BFloat16Tensor", "GradScaler", "amp_foreach_non_finite_check_and_unscale"],
    instead="You need the bits, as x.view(torch.int32) shows them, and a class that counts good steps.",
    ladder={"x": "real"},
)


def bits(x):
    """The bits of float32 numbers, as int32."""
    return np.asarray(x, np.float32).view(np.int32)


EXACT = np.array([1.0, -2.0, 0.0, 0.5, 3.140625], np.float32)
UP_AND_DOWN = np.array([1 + 2**-9, 1 + 3 * 2**-9, -1 - 3 * 2**-9, 3.1415927, 0.1], np.float32)
TIES = np.array([1 + 2**-8, 1 + 3 * 2**-8, 1 + 2**-8 + 2**-16, 257.0, -1 - 3 * 2**-8], np.float32)
LARGEST = np.array([3.4028235e38, -3.4028235e38, 3.3895314e38, np.inf, -np.inf], np.float32)
SMALLEST = np.array([1e-40, -1e-40, 1.1754942e-38, 1e-45, -0.0, 0.0], np.float32)
NANS = np.array([0x7F800001, 0x7FFFFFFF, 0xFF800001, 0xFFFFFFFF, 0x7FC00000], np.uint32).view(np.int32)
INF, NAN = np.inf, np.nan
TRACE = np.array([[1.0], [1.0], [INF], [1.0], [1.0], [NAN], [1.0]])
QUICK = {"init_scale": 4.0, "growth_interval": 2}


@st.composite
def words(draw, smallest=0, largest=2**16 - 1):
    """Any bits of float32: halfway between two bfloat16, a bit beside that; infinite and NaN, too."""
    upper = draw(st.lists(st.integers(smallest, largest), min_size=1, max_size=6))
    lower = [draw(st.sampled_from([0x8000, 0, 0x7FFF, 0x8001, 0xFFFF]) | st.integers(0, 2**16 - 1)) for _ in upper]
    return (np.array(upper, np.uint32) << np.uint32(16) | np.array(lower, np.uint32)).view(np.int32)


@st.composite
def courses(draw):
    """Gradients of two parameters for some steps, finite or not, the options of a scaler, and who unscales."""
    steps = draw(st.lists(st.sampled_from([1.0, -0.5, 2.0, INF, -INF, NAN]), min_size=1, max_size=9))
    bad = np.where(np.isfinite(steps), np.nan_to_num(steps), 1.0)
    grads = np.stack([steps, bad][:: draw(st.sampled_from([1, -1]))], axis=1)
    growth = {"growth_factor": draw(st.sampled_from([2.0, 4.0])), "backoff_factor": draw(st.sampled_from([0.5, 0.25]))}
    by_hand = draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))
    growth |= {"init_scale": 2.0 ** draw(st.integers(0, 16)), "growth_interval": draw(st.integers(1, 4))}
    return grads, growth, by_hand


# ------------------------------------------------------------------------------------- scenarios


def rounded_bits(solution, bits):
    """The 32 bits of each number, and of what it is rounded to, in hexadecimal digits."""
    import torch

    found = solution.to_bfloat16(bits.view(torch.float32))
    if found.dtype != torch.float32 or found.shape != bits.shape:
        return f"numbers of the dtype {found.dtype} and of the shape {tuple(found.shape)}"
    was, now = (each.flatten().tolist() for each in (bits, found.contiguous().view(torch.int32)))
    nans = found.isnan().flatten().tolist()
    texts = ["nan" if nan else f"{word & 0xFFFFFFFF:08x}" for word, nan in zip(now, nans, strict=True)]
    return {f"{word & 0xFFFFFFFF:08x}": text for word, text in zip(was, texts, strict=True)}


def weights_for(grads, groups):
    """Weights of 0 for each column of gradients, and an optimizer by hand that subtracts the gradients."""
    import torch

    class Descent:
        def __init__(self, params):
            half = len(params) // groups
            parts = [params] if groups == 1 else [params[:half], params[half:]]
            self.param_groups = [{"params": part, "lr": 1.0} for part in parts]

        def step(self):
            with torch.no_grad():
                for p in (p for group in self.param_groups for p in group["params"]):
                    p -= 0.0 if p.grad is None else p.grad

    params = [torch.zeros_like(grads[0, 0]).requires_grad_() for _ in range(grads.shape[1])]
    return params, Descent(params)


def trained(solution, grads, options, by_hand=(), groups=1):
    """The scale and the weights after each step, where a row of numbers is the gradients of the unscaled loss.

    In some steps the caller unscales, and the scaler must not do it again; nor may it forget what it saw.
    """
    import torch

    scaler, (params, optimizer) = solution.GradScaler(**options), weights_for(grads, groups)
    scales, weights = [], []
    for row, calls_unscale in itertools.zip_longest(grads, by_hand):
        for p in params:
            p.grad = None
        scaler.scale(sum((p * g).sum() for p, g in zip(params, row, strict=True))).backward()
        if calls_unscale:
            scaler.unscale_(optimizer)
        scaler.step(optimizer)
        scaler.update()
        scales.append(float(scaler.get_scale()))
        weights.append(torch.stack(params).detach().clone())
    return {"scales": scales, "weights": torch.stack(weights)}


def scales_of_a_training(solution, grads, options):
    return grads.new_tensor(trained(solution, grads, options)["scales"])


def weights_of_a_training(solution, grads, options):
    return trained(solution, grads, options)["weights"]


def scaled(solution, loss, options):
    """A scaled loss, and the loss afterwards."""
    scaled = solution.GradScaler(**options).scale(loss)
    return [scaled, loss]


def in_float16(solution, gradient):
    """Where a weight of float32 goes whose gradient passes through float16, which is blind below 6e-8."""
    scaler, ((weight,), optimizer) = solution.GradScaler(), weights_for(gradient, 1)
    scaler.scale((weight.half().to(gradient.dtype) * gradient[0, 0]).sum()).backward()
    scaler.step(optimizer)
    return weight.detach()


def clipped(solution, grads, largest):
    """The gradients after unscale_ and after each was clipped, and the weights after the step and after another."""
    import torch

    scaler, (params, optimizer) = solution.GradScaler(), weights_for(grads, 1)
    seen = []
    for row in grads:
        for p in params:
            p.grad = None
        scaler.scale(sum((p * g).sum() for p, g in zip(params, row, strict=True))).backward()
        scaler.unscale_(optimizer)
        seen.append(torch.stack([p.grad for p in params]).clone())
        for p in params:
            p.grad.clamp_(-largest, largest)
        scaler.step(optimizer)
        scaler.update()
        seen.append(torch.stack(params).detach().clone())
    return seen


def beside_a_frozen_one(solution, grads):
    """Where two weights end of which only the first has a gradient."""
    import torch

    scaler, (params, optimizer) = solution.GradScaler(init_scale=8.0), weights_for(grads, 2)
    scaler.scale(params[0] * grads[0, 0]).backward()
    scaler.step(optimizer)
    scaler.update()
    return [torch.stack(params).detach(), float(scaler.get_scale())]


def scales_around(solution, like, steps):
    """The scale before the last of so many good steps, and after it."""
    scaler, ((weight,), optimizer), seen = solution.GradScaler(), weights_for(like, 1), []
    scaler.scale(weight * like[0, 0]).backward()
    for _ in range(steps):
        scaler.step(optimizer)
        seen.append(float(scaler.get_scale()))
        scaler.update()
    return [seen[-1], float(scaler.get_scale())]


def unscaled_twice(solution, grads, update):
    """Two calls of unscale_, in one step or in two: what the second one does, and the gradient."""
    scaler, ((weight,), optimizer) = solution.GradScaler(init_scale=4.0), weights_for(grads, 1)
    scaler.scale(weight * grads[0, 0]).backward()
    scaler.unscale_(optimizer)
    if update:
        scaler.step(optimizer)
        scaler.update()
    try:
        scaler.unscale_(optimizer)
    except RuntimeError:
        return {"the second unscale_": "raises a RuntimeError", "gradient": weight.grad}
    return {"the second unscale_": "returns", "gradient": weight.grad}


def unscaled_where_it_is(solution, grads):
    """The gradients as those see them who held them before they were unscaled."""
    scaler, (params, optimizer) = solution.GradScaler(init_scale=4.0), weights_for(grads, 1)
    scaler.scale(sum(p * g for p, g in zip(params, grads[0], strict=True))).backward()
    held = [p.grad for p in params]
    scaler.unscale_(optimizer)
    return held


# ------------------------------------------------------------------------------------------ core


def test_keeps_what_is_a_bfloat16(kata):
    kata.check_figure("to_bfloat16", EXACT, gives=EXACT.tolist())


def test_rounds_to_the_nearest(kata):
    kata.check_figure("to_bfloat16", UP_AND_DOWN, gives=[1.0, 1.0078125, -1.0078125, 3.140625, 0.10009765625])


def test_halfway_it_takes_the_even_one(kata):
    kata.check_figure("to_bfloat16", TIES, gives=[1.0, 1.015625, 1.0078125, 256.0, -1.015625])


@given(words(0x0080, 0x7F00))
@example(bits(TIES))
@example(bits(UP_AND_DOWN))
def test_agrees_with_torch_on_ordinary_numbers(kata, bits):
    kata.check(rounded_bits, bits)


def test_the_worked_trace(kata):
    scales, weights = [4.0, 8.0, 4.0, 4.0, 8.0, 4.0, 4.0], [[-1], [-2], [-2], [-3], [-4], [-4], [-5]]
    kata.check_figure(scales_of_a_training, TRACE, QUICK, gives=scales)
    kata.check_figure(weights_of_a_training, TRACE, QUICK, gives=weights)


@pytest.mark.parametrize("scale", [1.0, 1024.0])
def test_a_scaled_loss_is_the_loss_times_the_scale(kata, scale):
    kata.check(scaled, np.array(0.75), {"init_scale": scale})


@given(courses())
@example((TRACE, QUICK, [False] * 7))
@example((TRACE, QUICK, [True] * 7))
@example((TRACE, QUICK, [False, True, True, False, False, True, False]))
@example((np.array([[1.0, INF], [NAN, 1.0], [1.0, 2.0]]), QUICK, [False] * 3))
@example((np.array([[1.0, 2.0]] * 7), {"init_scale": 2.0, "growth_interval": 3}, [False] * 7))
@example((TRACE[1:5], {**QUICK, "growth_factor": 4.0, "backoff_factor": 0.25}, [False] * 4))
def test_trains_as_torchs_scaler_does(kata, course):
    kata.check(trained, *course)


@pytest.mark.parametrize("bad", [INF, -INF, NAN])
def test_one_bad_entry_is_enough(kata, bad):
    grads = np.array([[[1.0, bad, 2.0], [1.0, 1.0, 1.0]], [[1.0, 1.0, 1.0], [0.5, 2.0, bad]], [[1.0, 2.0, 3.0]] * 2])
    kata.check(trained, grads, QUICK)


def test_a_small_gradient_survives_in_float16(kata):
    kata.check(in_float16, np.array([[1e-8]]))


@pytest.mark.parametrize("steps", [1, 2])
def test_gradients_can_be_clipped_between_unscale_and_step(kata, steps):
    kata.check(clipped, np.array([[3.0, -0.5], [0.25, 8.0]][:steps]), 1.0)


test_is_written_from_scratch = from_scratch(("to_bfloat16", TIES), (trained, TRACE, QUICK))


# ----------------------------------------------------------------------------------------- edges


@edges
@pytest.mark.parametrize("bits", [NANS, bits(LARGEST), bits(SMALLEST)], ids=["nan", "largest", "smallest"])
def test_rounds_what_is_no_ordinary_number(kata, bits):
    kata.check(rounded_bits, bits)


@edges
@given(words())
@example(np.array([0x7F7F8000, 0x00008000, 0x80018000, 0x7FFF8000], np.uint32).view(np.int32))
def test_agrees_with_torch_on_all_bits(kata, bits):
    kata.check(rounded_bits, bits)


@edges
@pytest.mark.parametrize("shape", [(), (1,), (0,), (2, 3), (3, 1, 2)], ids=str)
def test_keeps_the_shape(kata, shape):
    kata.check(rounded_bits, bits(np.linspace(-3, 3, int(np.prod(shape))).reshape(shape)))


@edges
def test_takes_a_transposed_array(kata):
    kata.check(rounded_bits, bits(np.linspace(-3, 3, 6).reshape(2, 3)).T)


@edges
@pytest.mark.parametrize("grads", [[[1.0, INF]], [[-INF, 1.0]], [[1.0, NAN]], [[1.0, 2.0]]], ids=str)
def test_looks_at_all_groups_of_parameters(kata, grads):
    kata.check(trained, np.array(grads), QUICK, groups=2)


@edges
@pytest.mark.parametrize("row", [[[3e38, 3e38]], [[3e38], [3e38]]], ids=["of one parameter", "of two"])
def test_large_gradients_are_finite_though_their_sum_is_not(kata, row):
    kata.check(trained, np.array([row], np.float32), {"init_scale": 1.0, "growth_interval": 1})


@edges
def test_passes_over_a_parameter_without_a_gradient(kata):
    kata.check(beside_a_frozen_one, np.array([[2.0, 1.0]]))


@edges
@pytest.mark.kata(pinned=False)  # two thousand steps, and other tests tell the mistakes apart
def test_begins_with_65536_and_doubles_after_2000_good_steps(kata):
    kata.check(scales_around, np.array([[0.5]]), 2000)


@edges
@pytest.mark.parametrize("update", [False, True], ids=["in one step", "in two"])
@pytest.mark.parametrize("gradient", [8.0, INF])
def test_unscales_once_between_two_updates(kata, gradient, update):
    kata.check(unscaled_twice, np.array([[gradient]]), update)


@edges
def test_unscales_the_gradients_where_they_are(kata):
    kata.check(unscaled_where_it_is, np.array([[8.0, -2.0]]))


test_stays_on_the_device_of_its_input = on_its_device("to_bfloat16", TIES)
