"""What beginners hand in for learning-rate schedules, and what to tell them."""

import math

from lr_schedules import cosine_lr, warmup_cosine_lr

from dojo import mistake


@mistake("step_lr", "The rate drops one update too early. k updates have been made, so it is k // step_size drops.")
def drops_too_early(k, lr, step_size, gamma):
    return lr * gamma ** ((k + 1) // step_size)


@mistake(
    "step_lr",
    "The rate falls a little at every update. It stays for step_size updates, then drops: k // step_size is a whole"
    " number.",
)
def falls_at_every_update(k, lr, step_size, gamma):
    return lr * gamma ** (k / step_size)


@mistake(
    "step_lr",
    "The rate is multiplied by gamma times the number of drops. Each drop multiplies once more: gamma ** drops.",
)
def multiplies_gamma_by_the_drops(k, lr, step_size, gamma):
    return lr * gamma * (k // step_size) if k >= step_size else lr


@mistake(
    "step_lr",
    "The rate drops once, and never again. There is a drop after every step_size updates: gamma ** (k // step_size).",
)
def drops_once(k, lr, step_size, gamma):
    return lr * gamma if k >= step_size else lr


@mistake("exponential_lr", "The first rate is lr * gamma already. No update has been made then: the power is k.")
def begins_one_drop_late(k, lr, gamma):
    return lr * gamma ** (k + 1)


@mistake(
    "exponential_lr",
    "gamma is an exponent of e here. It is what each update multiplies the rate by: lr * gamma ** k.",
)
def takes_gamma_for_a_rate_of_decay(k, lr, gamma):
    return lr * math.exp(-gamma * k)


@mistake("exponential_lr", "The rate is multiplied by gamma times k. Each update multiplies once more: gamma ** k.")
def multiplies_gamma_by_k(k, lr, gamma):
    return lr * gamma * k if k else lr


@mistake(
    "cosine_lr",
    "After the end the rate rises again, as torch's does. Here it holds: from k = total on it is min_lr.",
)
def rises_again(k, lr, total, min_lr=0.0):
    return min_lr + (lr - min_lr) * (1 + math.cos(math.pi * k / total)) / 2


@mistake("cosine_lr", "After the end the rate is 0. It holds what it fell to: min_lr.")
def ends_at_zero(k, lr, total, min_lr=0.0):
    return cosine_lr(k, lr, total, min_lr) if k < total else 0.0


@mistake(
    "cosine_lr",
    "min_lr is added on top, so that the rate starts above lr. Scale the fall to what lies between: lr - min_lr.",
)
def adds_min_lr(k, lr, total, min_lr=0.0):
    return min_lr + cosine_lr(k, lr, total)


@mistake(
    "cosine_lr",
    "The rate falls to 0 whatever min_lr is. It falls from lr to min_lr: min_lr + (lr - min_lr) * share.",
)
def ignores_min_lr(k, lr, total, min_lr=0.0):
    return cosine_lr(k, lr, total)


@mistake(
    "cosine_lr",
    "The rate falls to 0 and is cut off at min_lr on the way. The curve itself ends at min_lr: min_lr + (lr -"
    " min_lr) * share.",
)
def cuts_off_at_min_lr(k, lr, total, min_lr=0.0):
    return max(min_lr, cosine_lr(k, lr, total))


@mistake(
    "cosine_lr",
    "The cosine is the rate itself, over a quarter of a wave or down to -1. The share is (1 + cos(pi * k / total))"
    " / 2, from 1 to 0.",
)
def takes_a_quarter_of_a_wave(k, lr, total, min_lr=0.0):
    return min_lr + (lr - min_lr) * math.cos(math.pi * k / total / 2) if k < total else min_lr


@mistake("cosine_lr", "The rate falls in a straight line. The share that is left is (1 + cos(pi * k / total)) / 2.")
def falls_in_a_line(k, lr, total, min_lr=0.0):
    return min_lr + (lr - min_lr) * (1 - k / total) if k < total else min_lr


@mistake(
    "cosine_lr",
    "The end comes one update too early: the fall runs over total - 1. At k = total the rate is min_lr for the"
    " first time.",
)
def ends_too_early(k, lr, total, min_lr=0.0):
    return cosine_lr(k, lr, total - 1, min_lr)


@mistake(
    "cosine_lr",
    "The first rate is below lr: it counts from 1. k is the number of updates already made, 0 at first.",
)
def counts_from_one(k, lr, total, min_lr=0.0):
    return cosine_lr(k + 1, lr, total, min_lr)


@mistake(
    "cosine_lr",
    "The cosine runs over k / total, which ends at 1. Half a wave is pi: cos(pi * k / total).",
)
def forgets_pi(k, lr, total, min_lr=0.0):
    return min_lr + (lr - min_lr) * (1 + math.cos(k / total)) / 2 if k < total else min_lr


@mistake(
    "cosine_lr",
    "A total of 0 counts as 1 in the division, so that the rate stays at lr. Ask first whether the end is reached,"
    " k >= total: then it is min_lr.",
)
def stays_where_total_is_nothing(k, lr, total, min_lr=0.0):
    return cosine_lr(k, lr, total, min_lr) if total else lr


@mistake(
    "cosine_lr",
    "A total of 0 divides by 0. Ask first whether the end is reached, k >= total, and only then divide.",
)
def divides_by_no_steps(k, lr, total, min_lr=0.0):
    return min_lr + (lr - min_lr) * (1 + math.cos(math.pi * min(k / total, 1.0))) / 2


@mistake(
    "warmup_cosine_lr",
    "Where the warmup is all there is, the rate stays at lr: total - warmup is 0, and counts as 1 in the division. From"
    " k = total on it is min_lr.",
)
def stays_after_a_whole_warmup(k, lr, warmup, total, min_lr=0.0):
    return lr if warmup == total <= k else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "The first step has the rate 0, and is wasted. Count the step that is due: lr * (k + 1) / warmup.",
)
def wastes_the_first_step(k, lr, warmup, total, min_lr=0.0):
    return lr * k / warmup if k < warmup else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "The warmup ends below lr: it is divided by warmup + 1. The last of its steps, k = warmup - 1, has the rate lr.",
)
def ends_the_warmup_below_lr(k, lr, warmup, total, min_lr=0.0):
    return lr * (k + 1) / (warmup + 1) if k < warmup else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake("warmup_cosine_lr", "The warmup has one step too many, and its rate is above lr. It lasts while k < warmup.")
def overshoots(k, lr, warmup, total, min_lr=0.0):
    return lr * (k + 1) / warmup if k <= warmup and warmup else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "The cosine begins at k = 0, under the warmup, so that the rate jumps down at the joint. Shift it: k - warmup"
    " over total - warmup.",
)
def does_not_shift_the_cosine(k, lr, warmup, total, min_lr=0.0):
    return lr * (k + 1) / warmup if k < warmup else cosine_lr(k, lr, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "The cosine runs over total steps after the warmup, and ends too late. total counts the warmup, too: the cosine"
    " runs over total - warmup.",
)
def runs_over_total(k, lr, warmup, total, min_lr=0.0):
    return lr * (k + 1) / warmup if k < warmup else cosine_lr(k - warmup, lr, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "The cosine starts one step late or early, so the rate after the warmup is not lr. At k = warmup the cosine is"
    " at its 0.",
)
def starts_the_cosine_at_one(k, lr, warmup, total, min_lr=0.0):
    return lr * (k + 1) / warmup if k < warmup else cosine_lr(k - warmup + 1, lr, total - warmup, min_lr)


@mistake("warmup_cosine_lr", "The warmup rises from min_lr. It rises in a line from nothing: lr * (k + 1) / warmup.")
def rises_from_min_lr(k, lr, warmup, total, min_lr=0.0):
    return min_lr + (lr - min_lr) * (k + 1) / warmup if k < warmup else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake("warmup_cosine_lr", "min_lr is forgotten after the warmup. Hand it on to the cosine.")
def forgets_min_lr(k, lr, warmup, total, min_lr=0.0):
    return warmup_cosine_lr(k, lr, warmup, total)


@mistake("warmup_cosine_lr", "After the end the rate rises again. It holds: from k = total on it is min_lr.")
def does_not_hold(k, lr, warmup, total, min_lr=0.0):
    if k < warmup:
        return lr * (k + 1) / warmup
    return min_lr + (lr - min_lr) * (1 + math.cos(math.pi * (k - warmup) / max(total - warmup, 1))) / 2


@mistake(
    "warmup_cosine_lr",
    "The warmup falls: it is the share that is left, not the share that is done. It rises: lr * (k + 1) / warmup.",
)
def warms_up_downwards(k, lr, warmup, total, min_lr=0.0):
    return lr * (warmup - k) / warmup if k < warmup else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "A training of nothing but warmup divides by 0: total - warmup is 0. Ask first whether the end is reached, k >="
    " total.",
)
def divides_by_what_is_left(k, lr, warmup, total, min_lr=0.0):
    if k < warmup:
        return lr * (k + 1) / warmup
    return min_lr + (lr - min_lr) * (1 + math.cos(math.pi * min((k - warmup) / (total - warmup), 1.0))) / 2


@mistake(
    "warmup_cosine_lr",
    "Without a warmup it divides by 0. Ask first whether the warmup is on: k < warmup is never true for a warmup of 0.",
)
def divides_by_no_warmup(k, lr, warmup, total, min_lr=0.0):
    risen = min(lr, lr * (k + 1) / warmup)
    return risen if k < warmup else warmup_cosine_lr(k, lr, warmup, total, min_lr)


@mistake(
    "warmup_cosine_lr",
    "Two things: the first step has the rate 0, and the cosine runs over total. Rise by (k + 1) / warmup, then fall"
    " over total - warmup.",
)
def wastes_the_first_step_and_runs_over_total(k, lr, warmup, total, min_lr=0.0):
    return lr * k / warmup if k < warmup else cosine_lr(k - warmup, lr, total, min_lr)
