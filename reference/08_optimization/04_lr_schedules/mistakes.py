"""What beginners hand in for learning-rate schedules, and what to tell them."""

from lr_schedules import cosine_lr

from dojo import both, edit, ideas, mistake

ideas(
    wrong_divisor="runs_over_total",
    missing_term="does_not_shift_the_cosine",
    upside_down="warms_up_downwards",
    off_by_one=(
        "drops_too_early begins_one_drop_late ends_too_early counts_from_one wastes_the_first_step"
        " ends_the_warmup_below_lr overshoots starts_the_cosine_at_one"
    ),
    end_of_interval="cuts_off_at_min_lr",
    counted_twice="adds_min_lr",
    integer_arithmetic="falls_at_every_update",
    zero_case=(
        "stays_where_total_is_nothing divides_by_no_steps stays_after_a_whole_warmup divides_by_what_is_left"
        " divides_by_no_warmup"
    ),
    default_value="ends_at_zero ignores_min_lr forgets_min_lr",
    base_or_units="forgets_pi",
    wrong_initialisation="rises_from_min_lr",
    wrong_stop="drops_once rises_again does_not_hold",
    wrong_formula=(
        "multiplies_gamma_by_the_drops takes_gamma_for_a_rate_of_decay multiplies_gamma_by_k"
        " takes_a_quarter_of_a_wave falls_in_a_line"
    ),
)

edit(
    "drops_too_early",
    "The rate drops one update too early. k updates have been made, so it is k // step_size drops.",
    ("k // step_size", "(k + 1) // step_size"),
)

edit(
    "falls_at_every_update",
    "The rate falls a little at every update. It should stay for step_size updates and then drop: k // step_size is a"
    " whole number.",
    ("k // step_size", "k / step_size"),
)

edit(
    "multiplies_gamma_by_the_drops",
    "The rate is multiplied by gamma times the number of drops. Each drop multiplies once more: gamma ** drops.",
    (
        "return lr * gamma ** (k // step_size)",
        "if k >= step_size:\n    return lr * gamma * (k // step_size)\nreturn lr * gamma ** (k // step_size)",
    ),
)

edit(
    "drops_once",
    "The rate drops once, and never again. There is a drop after every step_size updates: gamma ** (k // step_size).",
    (
        "return lr * gamma ** (k // step_size)",
        "if k >= step_size:\n    return lr * gamma\nreturn lr * gamma ** (k // step_size)",
    ),
)

edit(
    "begins_one_drop_late",
    "The first rate is lr * gamma already. No update has been made then: the power is k.",
    ("gamma**k", "gamma**(k + 1)"),
)

edit(
    "takes_gamma_for_a_rate_of_decay",
    "gamma is an exponent of e here. It is what each update multiplies the rate by: lr * gamma ** k.",
    ("gamma**k", "math.exp(-gamma * k)"),
)

edit(
    "multiplies_gamma_by_k",
    "The rate is multiplied by gamma times k. Each update multiplies once more: gamma ** k.",
    ("return lr * gamma**k", "if k:\n    return lr * gamma * k\nreturn lr * gamma**k"),
)

edit(
    "rises_again",
    "After the end the rate rises again, as torch's does. Here it holds: from k = total on it is min_lr.",
    ("if k >= total:\n    return min_lr\n", ""),
)

edit(
    "ends_at_zero",
    "After the end the rate is 0. It holds what it fell to: min_lr.",
    ("if k >= total:", "if not k < total:\n    return 0.0\nif k >= total:"),
)


@mistake(
    "cosine_lr",
    "min_lr is added on top, so the rate starts above lr. Scale the fall to what lies between: lr - min_lr.",
)
def adds_min_lr(k, lr, total, min_lr=0.0):
    return min_lr + cosine_lr(k, lr, total)


edit(
    "ignores_min_lr",
    "The rate falls to 0, and min_lr is ignored. It should fall from lr to min_lr: min_lr + (lr - min_lr) * share.",
    ("if k >= total:", "min_lr = 0.0\nif k >= total:"),
)


@mistake(
    "cosine_lr",
    "The rate falls to 0 and is cut off at min_lr on the way. The curve itself ends at min_lr: min_lr + (lr -"
    " min_lr) * share.",
)
def cuts_off_at_min_lr(k, lr, total, min_lr=0.0):
    return max(min_lr, cosine_lr(k, lr, total))


edit(
    "takes_a_quarter_of_a_wave",
    "The cosine is the rate itself, over a quarter of a wave or down to -1. The share is (1 + cos(pi * k / total))"
    " / 2, from 1 to 0.",
    (
        "if k >= total:\n    return min_lr",
        "if k < total:\n    return min_lr + (lr - min_lr) * math.cos(math.pi * k / total / 2)",
    ),
    ("min_lr + (lr - min_lr) * (1 + math.cos(math.pi * k / total)) / 2", "min_lr"),
)

edit(
    "falls_in_a_line",
    "The rate falls in a straight line. The share that is left is (1 + cos(pi * k / total)) / 2.",
    ("if k >= total:\n    return min_lr", "if k < total:\n    return min_lr + (lr - min_lr) * (1 - k / total)"),
    ("min_lr + (lr - min_lr) * (1 + math.cos(math.pi * k / total)) / 2", "min_lr"),
)

edit(
    "ends_too_early",
    "The end comes one update too early: the fall runs over total - 1. At k = total the rate is min_lr for the"
    " first time.",
    ("if k >= total:", "total = total - 1\nif k >= total:"),
)

edit(
    "counts_from_one",
    "The first rate is below lr: it counts from 1. k is the number of updates already made, 0 at first.",
    ("if k >= total:", "k = k + 1\nif k >= total:"),
)

edit(
    "forgets_pi",
    "The cosine runs over k / total, which ends at 1. Half a wave is pi: cos(pi * k / total).",
    (
        "if k >= total:\n    return min_lr",
        "if k < total:\n    return min_lr + (lr - min_lr) * (1 + math.cos(k / total)) / 2",
    ),
    ("min_lr + (lr - min_lr) * (1 + math.cos(math.pi * k / total)) / 2", "min_lr"),
)

edit(
    "stays_where_total_is_nothing",
    "A total of 0 counts as 1 in the division, so the rate stays at lr. Ask first whether the end is reached, k >="
    " total: then it is min_lr.",
    ("if k >= total:", "if not total:\n    return lr\nif k >= total:"),
)

edit(
    "divides_by_no_steps",
    "A total of 0 divides by 0. Ask first whether the end is reached, k >= total, and only then divide.",
    ("if k >= total:\n    return min_lr\n", ""),
    ("math.pi * k / total", "math.pi * min(k / total, 1.0)"),
)

edit(
    "stays_after_a_whole_warmup",
    "If there is only a warmup, the rate stays at lr: total - warmup is 0, and counts as 1 in the division. From k ="
    " total on it is min_lr.",
    ("if k < warmup:", "if warmup == total <= k:\n    return lr\nif k < warmup:"),
)

edit(
    "wastes_the_first_step",
    "The first step has the rate 0, and is wasted. Count the step that is due: lr * (k + 1) / warmup.",
    ("lr * (k + 1)", "lr * (k)"),
)

edit(
    "ends_the_warmup_below_lr",
    "The warmup ends below lr: it is divided by warmup + 1. The last of its steps, k = warmup - 1, has the rate lr.",
    ("lr * (k + 1) / warmup", "lr * (k + 1) / (warmup + 1)"),
)

edit(
    "overshoots",
    "The warmup has one step too many, and its rate is above lr. It lasts while k < warmup.",
    ("if k < warmup:", "if k <= warmup and warmup:\n    return lr * (k + 1) / warmup\nif k < warmup:"),
)

edit(
    "does_not_shift_the_cosine",
    "The cosine begins at k = 0, under the warmup, so the rate jumps down where they meet. Shift it: k - warmup over"
    " total - warmup.",
    ("cosine_lr(k - warmup, lr, total - warmup, min_lr)", "cosine_lr(k, lr, total, min_lr)"),
)

edit(
    "runs_over_total",
    "The cosine runs over total steps after the warmup, and ends too late. total counts the warmup too: the cosine"
    " runs over total - warmup.",
    ("total - warmup", "total"),
)

edit(
    "starts_the_cosine_at_one",
    "The cosine starts one step late or early, so the rate after the warmup is not lr. At k = warmup the cosine is"
    " at its 0.",
    ("k - warmup", "k - warmup + 1"),
)

edit(
    "rises_from_min_lr",
    "The warmup rises from min_lr. It rises in a line from 0: lr * (k + 1) / warmup.",
    ("lr * (k + 1) / warmup", "min_lr + (lr - min_lr) * (k + 1) / warmup"),
)

edit(
    "forgets_min_lr",
    "min_lr is forgotten after the warmup. Pass it on to the cosine.",
    ("if k < warmup:", "min_lr = 0.0\nif k < warmup:"),
)

edit(
    "does_not_hold",
    "After the end the rate rises again. It holds: from k = total on it is min_lr.",
    (
        "cosine_lr(k - warmup, lr, total - warmup, min_lr)",
        "min_lr + (lr - min_lr) * (1 + math.cos(math.pi * (k - warmup) / max(total - warmup, 1))) / 2",
    ),
)

edit(
    "warms_up_downwards",
    "The warmup falls: it is the share that is left, not the share that is done. It rises: lr * (k + 1) / warmup.",
    ("lr * (k + 1)", "lr * (warmup - k)"),
)

edit(
    "divides_by_what_is_left",
    "A training run that is all warmup divides by 0: total - warmup is 0. Ask first whether the end is reached, k >="
    " total.",
    (
        "cosine_lr(k - warmup, lr, total - warmup, min_lr)",
        "min_lr + (lr - min_lr) * (1 + math.cos(math.pi * min((k - warmup) / (total - warmup), 1.0))) / 2",
    ),
)

edit(
    "divides_by_no_warmup",
    "Without a warmup it divides by 0. Ask first whether the warmup is on: k < warmup is never true for a warmup of 0.",
    ("if k < warmup:", "risen = min(lr, lr * (k + 1) / warmup)\nif k < warmup:"),
)

both(
    "wastes_the_first_step",
    "runs_over_total",
    "Two things: the first step has the rate 0, and the cosine runs over total. Rise by (k + 1) / warmup, then fall"
    " over total - warmup.",
)
