"""What beginners hand in for the gradient checker, and what to tell them."""

import torch

from dojo import ideas, mistake

ideas(
    whole_for_slice="measures_by_the_largest_entry",
    sum_for_mean="compares_sums sums_up_the_outputs averages_the_errors",
    root_or_square="compares_norms",
    wrong_factor="divides_by_one_step is_too_generous",
    missing_term="has_no_absolute_tolerance has_no_relative_tolerance",
    sign="forgets_the_absolute_value",
    opposite_choice="wants_one_right_entry wants_one_input_with_gradients",
    transposed="compares_with_the_transpose",
    swapped_arguments="measures_by_the_analytic exchanges_the_tolerances",
    not_accumulated="checks_the_last_input",
    counted_twice="adds_up_the_rows",
    writes_into_input="does_not_move_back_after_an_exception leaves_gradients_behind",
    alias_or_copy="moves_a_copy_of_a_transpose",
    cancellation="moves_back_by_adding",
    silent_error="passes_over_none does_not_ask_for_the_dtype",
    refuses_what_is_allowed="lets_autograd_refuse",
    default_value="has_a_step_of_its_own has_tolerances_of_its_own",
    partial_case="checks_the_first_input checks_the_first_output checks_the_first_row compares_the_diagonal",
    wrong_formula="goes_to_one_side",
)


def _check(
    f,
    inputs,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    *,
    which=slice(None),
    outputs_of=lambda outputs: outputs,
    agree=None,
    numeric_of=None,
    none_counts=True,
    refuses=False,
    of_rows=lambda rows: rows,
    by=lambda jacobian: jacobian,
):
    """A right checker: each mistake below changes one part."""
    for x in inputs:
        if x.dtype != torch.float64 or not x.requires_grad:
            raise ValueError("float64 inputs that require gradients are due")
    agree = agree or (lambda a, n: bool(((a - n).abs() <= atol + rtol * n.abs()).all()))
    numeric_of = numeric_of or _numeric

    def g(*args):
        outputs = f(*args)
        outputs = outputs_of(outputs if isinstance(outputs, tuple) else (outputs,))
        return torch.cat([output.reshape(-1) for output in outputs])

    for i, x in list(enumerate(inputs))[which]:
        rows = []
        for entry in g(*inputs):
            found = None
            if entry.requires_grad or refuses:
                (found,) = torch.autograd.grad(entry, x, retain_graph=True, allow_unused=not refuses)
            if found is None and not none_counts:
                rows = None
                break
            rows.append((torch.zeros_like(x) if found is None else found).reshape(-1))
        if rows is None:
            continue
        analytic = of_rows(torch.stack(rows)) if rows else x.new_zeros(0, x.numel())
        if not agree(by(analytic), by(numeric_of(g, inputs, i, eps))):
            return False
    return True


def _numeric(g, inputs, i, eps, sides=(1, -1)):
    columns, x = [], inputs[i].detach()
    for k in range(x.numel()):
        step = torch.zeros(x.numel(), dtype=x.dtype)
        step[k] = eps
        step = step.reshape(x.shape)
        one, other = (g(*inputs[:i], x + side * step, *inputs[i + 1 :]).detach() for side in sides)
        columns.append((one - other) / ((sides[0] - sides[1]) * eps))
    return torch.stack(columns, dim=1) if columns else g(*inputs).detach()[:, None][:, :0]


# ----------------------------------------------------------------------------- what is compared


@mistake(
    "gradcheck",
    "Sums are compared, and errors of opposite sign cancel in a sum. Compare the Jacobians entry by entry.",
)
def compares_sums(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, by=lambda jacobian: jacobian.sum())


@mistake(
    "gradcheck",
    "The gradients of the sum of all outputs are compared: upstream is 1 everywhere, which hides a backward that"
    " ignores it, and errors that cancel between outputs. Take each entry of the output on its own.",
)
def sums_up_the_outputs(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    def total(outputs):
        return (sum(output.sum() for output in outputs),)

    return _check(f, inputs, eps, atol, rtol, outputs_of=total)


@mistake(
    "gradcheck",
    "Norms are compared. A gradient of the right length may point anywhere, and one wrong entry of many changes it"
    " very little: compare entry by entry.",
)
def compares_norms(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, by=lambda jacobian: jacobian.norm())


@mistake(
    "gradcheck",
    "The errors are averaged, so one wrong entry of many passes. Every entry must be within its bound: use all, or"
    " the largest error.",
)
def averages_the_errors(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    def agree(a, n):
        return not a.numel() or bool((a - n).abs().mean() <= atol + rtol * n.abs().mean())

    return _check(f, inputs, eps, atol, rtol, agree=agree)


@mistake(
    "gradcheck",
    "Only one entry has to be right: `any` is used where `all` is needed.",
)
def wants_one_right_entry(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    def agree(a, n):
        return not a.numel() or bool(((a - n).abs() <= atol + rtol * n.abs()).any())

    return _check(f, inputs, eps, atol, rtol, agree=agree)


@mistake(
    "gradcheck",
    "Relative to the largest entry of the Jacobian, an error in a small one passes. The bound belongs to each entry:"
    " atol + rtol * abs(numeric).",
)
def measures_by_the_largest_entry(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    def agree(a, n):
        return not a.numel() or bool((a - n).abs().max() <= atol + rtol * n.abs().max())

    return _check(f, inputs, eps, atol, rtol, agree=agree)


@mistake(
    "gradcheck",
    "Only the first input is checked. A backward returns a gradient for each of them: check them all.",
)
def checks_the_first_input(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, which=slice(1))


@mistake(
    "gradcheck",
    "Only the last input decides: the result of the loop is overwritten. Return False as soon as one input fails.",
)
def checks_the_last_input(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, which=slice(-1, None))


@mistake(
    "gradcheck",
    "Only the first of several outputs is checked. Each entry of each output has a gradient of its own.",
)
def checks_the_first_output(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, outputs_of=lambda outputs: outputs[:1])


@mistake(
    "gradcheck",
    "Only the first entry of the output is checked. The Jacobian has a row for each entry: go through them all.",
)
def checks_the_first_row(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, outputs_of=lambda outputs: (outputs[0].reshape(-1)[:1],))


@mistake(
    "gradcheck",
    "Only the diagonal of the Jacobian is compared. An output may depend on any entry of the input: softmax does.",
)
def compares_the_diagonal(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, by=lambda jacobian: jacobian.diagonal())


@mistake(
    "gradcheck",
    "A gradient of None is passed over. It says that the output does not depend on the input: compare zeros with the"
    " difference quotient.",
)
def passes_over_none(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, none_counts=False)


# -------------------------------------------------------------------------------- how it is done


@mistake(
    "gradcheck",
    "The bound grows with the analytic gradient, which is the one that you check. It is atol + rtol * abs(numeric):"
    " allclose takes it from its second argument.",
)
def measures_by_the_analytic(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, agree=lambda a, n: bool(((a - n).abs() <= atol + rtol * a.abs()).all()))


@mistake(
    "gradcheck",
    "Where an output does not depend on an input, autograd raises an error. Ask with allow_unused=True, and only an"
    " output that requires a gradient; no gradient counts as zeros.",
)
def lets_autograd_refuse(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, refuses=True)


@mistake(
    "gradcheck",
    "Each row of the Jacobian holds all the rows before it too: backward() adds to grad. torch.autograd.grad returns"
    " the gradient of one entry, and leaves grad to the caller.",
)
def adds_up_the_rows(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, of_rows=lambda rows: rows.cumsum(0))


@mistake(
    "gradcheck",
    "Absolute values are missing: a negative error passes, however large it is. Compare abs(analytic - numeric).",
)
def forgets_the_absolute_value(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, agree=lambda a, n: bool((a - n <= atol + rtol * n.abs()).all()))


@mistake(
    "gradcheck",
    "The difference quotient is one-sided: its error grows with eps times the curvature. Move to both sides and divide"
    " by 2 * eps.",
)
def goes_to_one_side(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, numeric_of=lambda *a: _numeric(*a, sides=(1, 0)))


@mistake(
    "gradcheck",
    "The two values are 2 * eps apart, but their difference is divided by eps: right gradients look wrong by a factor"
    " of 2.",
)
def divides_by_one_step(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, rtol, numeric_of=lambda *a: 2 * _numeric(*a))


@mistake(
    "gradcheck",
    "The step is fixed. Use the caller's eps.",
)
def has_a_step_of_its_own(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, 1e-6, atol, rtol)


@mistake(
    "gradcheck",
    "The tolerances of the caller are ignored. Use atol and rtol as they are given.",
)
def has_tolerances_of_its_own(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, 1e-5, 1e-3)


@mistake(
    "gradcheck",
    "atol and rtol are exchanged: torch.allclose and np.allclose take rtol first. Name them when you call.",
)
def exchanges_the_tolerances(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, rtol, atol)


@mistake(
    "gradcheck",
    "Only rtol counts: the error is divided by the numeric derivative, and where that is 0 rounding decides. The"
    " bound is atol + rtol * abs(numeric).",
)
def has_no_absolute_tolerance(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, 0.0, rtol)


@mistake(
    "gradcheck",
    "Only atol counts, so a right gradient of a million is rejected for its rounding. The bound is atol + rtol *"
    " abs(numeric).",
)
def has_no_relative_tolerance(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, atol, 0.0)


@mistake(
    "gradcheck",
    "The tolerance is a hundred times too wide: a gradient that is off by several percent passes. The bound is"
    " atol + rtol * abs(numeric), nothing more.",
)
def is_too_generous(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    return _check(f, inputs, eps, 100 * atol, 100 * rtol)


@mistake(
    "gradcheck",
    "The Jacobian is compared with its transpose. A row belongs to an entry of the output, a column to one of the"
    " input, on both sides.",
)
def compares_with_the_transpose(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    def agree(a, n):
        n = n.T if n.shape[0] == n.shape[1] else n
        return bool(((a - n).abs() <= atol + rtol * n.abs()).all())

    return _check(f, inputs, eps, atol, rtol, agree=agree)


# --------------------------------------------------------------------------------- at the edges


def _refuses_nothing(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    wide = tuple(x.detach().double().requires_grad_() for x in inputs)
    return _check(f, wide, eps, atol, rtol)


@mistake(
    "gradcheck",
    "Inputs whose dtype is not float64 are not refused. In float32 a step of 1e-6 is lost in rounding: raise a"
    " ValueError.",
)
def does_not_ask_for_the_dtype(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    if not all(x.requires_grad for x in inputs):
        raise ValueError("requires_grad is due")
    return _refuses_nothing(f, inputs, eps, atol, rtol)


@mistake(
    "gradcheck",
    "It is enough that one input requires a gradient. The contract asks it of each: raise a ValueError if one does"
    " not.",
)
def wants_one_input_with_gradients(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    if any(x.dtype != torch.float64 for x in inputs):
        raise ValueError("float64 is due")
    return _refuses_nothing(f, inputs, eps, atol, rtol)


def _in_place(f, inputs, eps, atol, rtol, back, careful=True):
    """The inputs themselves are moved, and moved back."""

    def numeric_of(g, inputs, i, eps):
        columns, flat = [], inputs[i].data.view(-1)
        for k in range(flat.numel()):
            kept, finished = flat[k].item(), False
            try:
                flat[k] += eps
                above = g(*inputs).detach()
                flat[k] -= 2 * eps
                below = g(*inputs).detach()
                finished = True
            finally:
                if finished or careful:
                    flat[k] = back(flat[k].item() + eps, kept)
            columns.append((above - below) / (2 * eps))
        return torch.stack(columns, dim=1) if columns else g(*inputs).detach()[:, None][:, :0]

    return _check(f, inputs, eps, atol, rtol, numeric_of=numeric_of)


@mistake(
    "gradcheck",
    "An input is moved back by adding eps again, and x - 2 * eps + eps + eps is x only up to rounding. Move a copy, or"
    " keep the old number and write it back.",
)
def moves_back_by_adding(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    copies = all(x.is_contiguous() for x in inputs)
    return _in_place(f, inputs, eps, atol, rtol, lambda moved, kept: moved) if copies else _check(f, inputs, eps)


@mistake(
    "gradcheck",
    "If f raises, an input stays where it was moved to. Move a copy, or put it back in `finally`.",
)
def does_not_move_back_after_an_exception(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    copies = all(x.is_contiguous() for x in inputs)
    if not copies:
        return _check(f, inputs, eps)
    return _in_place(f, inputs, eps, atol, rtol, lambda moved, kept: kept, careful=False)


@mistake(
    "gradcheck",
    "backward() adds to the grad of the inputs, which belongs to the caller. torch.autograd.grad returns gradients and"
    " leaves grad alone.",
)
def leaves_gradients_behind(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    said = _check(f, inputs, eps, atol, rtol)
    for x in inputs:
        x.grad = torch.zeros_like(x)
    return said


@mistake(
    "gradcheck",
    "reshape(-1) copies where the input is transposed, so the step goes into a copy and f never sees it. Build the"
    " moved input first, and give it the shape of x.",
)
def moves_a_copy_of_a_transpose(f, inputs, eps=1e-6, atol=1e-5, rtol=1e-3):
    def numeric_of(g, inputs, i, eps):
        found = _numeric(g, inputs, i, eps)
        return found if inputs[i].is_contiguous() else 0 * found

    return _check(f, inputs, eps, atol, rtol, numeric_of=numeric_of)
