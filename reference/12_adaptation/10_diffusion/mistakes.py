"""What beginners hand in for a diffusion model."""

from dojo import edit, generics, ideas

ideas(
    axis_lost="gives_one_level_for_all_rows",
    whole_for_slice="subtracts_the_whole_guess",
    sum_for_mean="sums_the_errors keeps_the_rows_apart",
    root_or_square="forgets_the_square weighs_by_the_variances takes_no_root_for_the_noise adds_noise_by_its_variance",
    missing_term=(
        "returns_the_alphas forgets_the_offset does_not_scale_up adds_no_noise forgets_a_divisor_of_the_variance"
        " has_no_bend does_not_know_the_level does_not_step"
    ),
    upside_down="returns_the_betas walks_forward",
    swapped_arguments=(
        "swaps_the_weights takes_one_step_of_noise guesses_the_data shows_the_clean_data scales_up_by_all_steps"
        " takes_all_steps_for_one divides_by_the_root_of_one_step"
    ),
    off_by_one="begins_with_the_data names_the_level_one_too_high stops_early",
    end_of_interval=(
        "leaves_out_the_last_level leaves_out_the_first_level adds_noise_at_the_end ends_at_the_wrong_share"
        " ends_at_the_first_share"
    ),
    stale_state="guesses_other_noise keeps_the_gradients",
    dtype_lost="takes_the_dtype_of_the_schedule",
    zero_case="does_not_bound_the_steps",
    silent_error="allows_no_levels",
    refuses_what_is_allowed="takes_points_only",
    default_value="does_not_use_the_generator trains_without_the_generator samples_without_the_generator",
    gradient_cut="cuts_the_loss_off",
    broadcast_by_accident="broadcasts_along_the_last_axis draws_one_noise_for_all_rows draws_one_level_for_all_rows",
    base_or_units="gives_the_level_as_a_fraction",
    wrong_distribution="draws_uniform_noise begins_with_uniform_noise adds_nothing_negative",
    wrong_initialisation="begins_with_nothing",
    hidden_cost="keeps_the_losses_as_tensors records_a_graph",
    partial_case="always_learns_the_same_rows",
    wrong_formula=(
        "adds_up_the_betas is_linear subtracts_the_roots takes_absolute_errors adds_the_noise_of_the_way_there"
    ),
)

CURVE = "torch.cos((times + 0.008) / 1.008 * torch.pi / 2) ** 2"
NOISY = "left.sqrt() * x0 + (1 - left).sqrt() * noise"
LEVEL = "torch.randint(len(alpha_bar), x0.shape[:1], generator=generator, device=x0.device)"
NOISE = "torch.randn(x0.shape, generator=generator, device=x0.device, dtype=x0.dtype)"
GUESS = "model(add_noise(x0, t, noise, alpha_bar), t)"
STEP = "(x - (1 - kept) / (1 - left).sqrt() * guess) / kept.sqrt()"

# ------------------------------------------------------------------------------ the schedule

edit(
    "begins_with_the_data",
    "Entry 0 is 1: a level without any noise. Level 0 is already a little noisy, for `sample` divides by 1 - alpha_bar."
    " Leave the 1 out, and let the last level be entry levels - 1.",
    ("torch.cumprod(1 - lost, dim=0)", "(curve / curve[0])[:-1]"),
)

edit(
    "does_not_bound_the_steps",
    "The last share is almost exactly 0, and `sample` divides by its root. Let no step take away more than 0.999.",
    ("max=0.999", "max=1.0"),
)

edit(
    "returns_the_betas",
    "This is what each step takes away, 1 - r. Return what is left after all steps up to t: the product of the r.",
    ("torch.cumprod(1 - lost, dim=0)", "lost"),
)

edit(
    "returns_the_alphas",
    "This is r, what each single step keeps. Return what is left after all steps up to t: the product of them.",
    ("torch.cumprod(1 - lost, dim=0)", "1 - lost"),
)

edit(
    "adds_up_the_betas",
    "The losses of the steps are added up. Each step takes away a share of what is still there, so multiply.",
    ("torch.cumprod(1 - lost, dim=0)", "1 - torch.cumsum(lost, dim=0)"),
)

edit(
    "is_linear",
    "What a step takes away grows in a straight line from 0.0001 to 0.02, which fits 1000 levels. With few levels the"
    " data is then still visible at the end, and `sample` does not begin where training ended. Use the cosine.",
    ("torch.clip(1 - curve[1:] / curve[:-1], max=0.999)", "torch.linspace(1e-4, 0.02, levels)"),
)

edit(
    "forgets_the_square",
    "The cosine is not squared. Its square is the share of the variance that is left.",
    (CURVE, "torch.cos((times + 0.008) / 1.008 * torch.pi / 2)"),
)

edit(
    "forgets_the_offset",
    "The offset 0.008 is missing, without which the first levels have almost no noise.",
    (CURVE, "torch.cos(times * torch.pi / 2) ** 2"),
)

edit(
    "allows_no_levels",
    "A schedule without levels is empty, and sampling from it would give pure noise. Raise a ValueError.",
    ("if levels < 1:", "if False:"),
)

# ------------------------------------------------------------------------------ the noise

edit(
    "weighs_by_the_variances",
    "The roots are missing. alpha_bar is the share of the variance, and numbers are scaled by the root of it.",
    (NOISY, "left * x0 + (1 - left) * noise"),
)

edit(
    "takes_no_root_for_the_noise",
    "The noise is scaled by its variance. Scale it by the standard deviation: the root of 1 - alpha_bar.",
    ("(1 - left).sqrt() * noise", "(1 - left) * noise"),
)

edit(
    "subtracts_the_roots",
    "The noise is scaled by 1 - √alpha_bar. Variances add up to 1, not standard deviations: it is √(1 - alpha_bar).",
    ("(1 - left).sqrt() * noise", "(1 - left.sqrt()) * noise"),
)

edit(
    "swaps_the_weights",
    "Data and noise have swapped their weights. At the first levels nearly all is data, √alpha_bar of it.",
    (NOISY, "(1 - left).sqrt() * x0 + left.sqrt() * noise"),
)

edit(
    "takes_one_step_of_noise",
    "This is the noise of a single step, of r, added to clean data. alpha_bar[t] holds what all steps up to t have"
    " left: use it as it is.",
    (
        "alpha_bar[t].to(x0.dtype)",
        "(alpha_bar / torch.nn.functional.pad(alpha_bar[:-1], (1, 0), value=1.0))[t].to(x0.dtype)",
    ),
)

edit(
    "broadcasts_along_the_last_axis",
    "alpha_bar[t] has shape (N,), and broadcasting lines it up with the last axis of x0, not with its rows. Give it an"
    " axis of size 1 for each further axis of x0.",
    (".reshape(-1, *[1] * (x0.ndim - 1))", ""),
)

edit(
    "takes_points_only",
    "alpha_bar[t][:, None] fits data with two axes. Images have four: give it an axis of size 1 for each further axis"
    " of x0.",
    (".reshape(-1, *[1] * (x0.ndim - 1))", "[:, None]"),
)

edit(
    "takes_the_dtype_of_the_schedule",
    "The result has the dtype of alpha_bar, which need not be that of the data. Turn alpha_bar[t] into x0's.",
    ("alpha_bar[t].to(x0.dtype)", "alpha_bar[t]"),
)

generics("add_noise", "writes_into_its_input", "passes_through_float32")

# ------------------------------------------------------------------------------ the loss

edit(
    "draws_one_level_for_all_rows",
    "All rows of a batch have one level. Draw a level for each row, so that every step learns from all of them.",
    (LEVEL, LEVEL.replace("x0.shape[:1]", "(1,)") + ".expand(len(x0))"),
)

edit(
    "leaves_out_the_last_level",
    "The last level is never drawn, though `sample` begins there. torch.randint leaves out its upper bound by itself.",
    ("torch.randint(len(alpha_bar), x0", "torch.randint(len(alpha_bar) - 1, x0"),
)

edit(
    "leaves_out_the_first_level",
    "Level 0 is never drawn, though `sample` ends there. Levels count from 0.",
    ("torch.randint(len(alpha_bar), x0", "torch.randint(1, len(alpha_bar), x0"),
)

edit(
    "draws_uniform_noise",
    "The noise is drawn from 0 to 1, as torch.rand does. Draw standard normal numbers with torch.randn.",
    (NOISE, NOISE.replace("randn", "rand")),
)

edit(
    "draws_one_noise_for_all_rows",
    "All rows get the same noise. Draw noise of the shape of x0.",
    (NOISE, NOISE.replace("x0.shape", "x0.shape[1:]") + ".expand_as(x0)"),
)

edit(
    "guesses_other_noise",
    "The target is drawn anew, so it is not the noise that was added, and nobody can guess it. Keep the noise.",
    (" - noise) ** 2", f" - {NOISE}) ** 2"),
)

edit(
    "guesses_the_data",
    "The guess is compared with the data. `sample` takes it for the noise: compare it with the noise.",
    (" - noise) ** 2", " - x0) ** 2"),
)

edit(
    "shows_the_clean_data",
    "The model is given clean data, in which there is no noise to guess. Give it what `add_noise` returns.",
    (GUESS, "model(x0, t)"),
)

edit(
    "sums_the_errors",
    "The squared errors are summed. Take their mean, so that the loss does not depend on the size of the batch.",
    ("** 2).mean()", "** 2).sum()"),
)

edit(
    "keeps_the_rows_apart",
    "There is a loss for each row. Return the mean over all entries, one number.",
    ("** 2).mean()", "** 2).flatten(1).mean(dim=1)"),
)

edit(
    "takes_absolute_errors",
    "The errors are not squared. The squared error is the one that a normal distribution leads to.",
    (f"(({GUESS} - noise) ** 2).mean()", f"({GUESS} - noise).abs().mean()"),
)

edit(
    "gives_the_level_as_a_fraction",
    "The model is given t as a fraction. Give it the integers of int64 that were drawn; it scales them itself.",
    (GUESS, "model(add_noise(x0, t, noise, alpha_bar), t / len(alpha_bar))"),
)

edit(
    "does_not_use_the_generator",
    "The given generator is not used. Hand it on to torch.randint and torch.randn: generator=generator.",
    (LEVEL, LEVEL.replace("generator=generator, ", "")),
    (NOISE, NOISE.replace("generator=generator, ", "")),
)

edit(
    "cuts_the_loss_off",
    "The loss is cut off from autograd: .item(), .detach() or torch.no_grad() turns it into a constant, and training"
    " cannot move any weight.",
    ("** 2).mean()", "** 2).mean().detach()"),
)

# ------------------------------------------------------------------------------ the network, and its training

edit(
    "does_not_know_the_level",
    "The network is not told the level. The same point may be hardly moved data or pure noise: hand t to it, say as a"
    " third input.",
    ("[:, None].to(x.dtype)", "[:, None].to(x.dtype) * 0"),
)

edit(
    "adds_nothing_negative",
    "The last layer is followed by relu, so no guess is negative. Half of all noise is: let the last layer be linear.",
    ("nn.Linear(64, 2))", "nn.Linear(64, 2), relu)"),
)

edit(
    "has_no_bend",
    "There is no nonlinearity between the layers, so together they are one linear layer. The guess has to bend.",
    ("self.levels, relu = levels, nn.ReLU()", "self.levels, relu = levels, nn.Identity()"),
)

edit(
    "trains_without_the_generator",
    "The rows of a batch are not drawn from the given generator, so nobody can repeat the training. Hand it on:"
    " generator=generator.",
    ("torch.randint(len(x0), (256,), generator=generator, ", "torch.randint(len(x0), (256,), "),
)

edit(
    "does_not_step",
    "The weights do not move. After backward(), let the optimizer make its step.",
    ("optimizer.step()", "pass"),
)

edit(
    "keeps_the_gradients",
    "Gradients are never set to zero, so each step adds to those of all steps before it. Call zero_grad() before"
    " backward().",
    ("optimizer.zero_grad()", "pass"),
)

edit(
    "keeps_the_losses_as_tensors",
    "The losses are tensors, each with its graph in memory. Take .item() of them.",
    ("value.item()", "value"),
)

edit(
    "always_learns_the_same_rows",
    "Every step uses the first rows of the data alone. Draw rows anew for each step, or use all.",
    ("x0[rows]", "x0[:16]"),
)

# ------------------------------------------------------------------------------ the walk back

edit(
    "walks_forward",
    "The walk begins at level 0. It begins at the last level, where all is noise, and ends at level 0.",
    ("reversed(range(len(alpha_bar)))", "range(len(alpha_bar))"),
)

edit(
    "stops_early",
    "Level 0 is left out, so a little noise stays in every sample. range(n) ends at n - 1 and begins at 0.",
    ("reversed(range(len(alpha_bar)))", "reversed(range(1, len(alpha_bar)))"),
)

edit(
    "names_the_level_one_too_high",
    "The model is given t + 1. Levels count from 0, in training and here.",
    ("torch.full(shape[:1], t, ", "torch.full(shape[:1], t + 1, "),
)

edit(
    "gives_one_level_for_all_rows",
    "The model is given one level for all rows. It wants one for each, of shape (N,): torch.full((N,), t).",
    ("torch.full(shape[:1], t, ", "torch.full((1,), t, "),
)

edit(
    "begins_with_nothing",
    "The walk begins at 0, so that all samples begin alike. Begin with standard normal numbers.",
    ("x = torch.randn(shape, **like)\n", "x = 0 * torch.randn(shape, **like)\n"),
)

edit(
    "begins_with_uniform_noise",
    "The walk begins with numbers from 0 to 1, as torch.rand draws them. Begin with standard normal numbers.",
    ("x = torch.randn(shape, **like)\n", "x = torch.rand(shape, **like)\n"),
)

edit(
    "subtracts_the_whole_guess",
    "All of the guessed noise is subtracted at each step. One step takes back what one step has added: the guess counts"
    " (1 - r) / √(1 - alpha_bar[t]) times.",
    ("(1 - kept) / (1 - left).sqrt() * guess", "(1 - left).sqrt() * guess"),
)

edit(
    "divides_by_the_root_of_one_step",
    "The guess is divided by √(1 - r), of a single step. The noise in x is that of all steps: divide by"
    " √(1 - alpha_bar[t]).",
    ("(1 - kept) / (1 - left).sqrt() * guess", "(1 - kept) / (1 - kept).sqrt() * guess"),
)

edit(
    "does_not_scale_up",
    "The division by √r is missing. A step has also shrunk the data by √r, so the way back makes it larger again.",
    (STEP, "x - (1 - kept) / (1 - left).sqrt() * guess"),
)

edit(
    "scales_up_by_all_steps",
    "This divides by √alpha_bar[t], of all steps up to t. One step back divides by √r, with r = alpha_bar[t] /"
    " alpha_bar[t - 1].",
    ("guess) / kept.sqrt()", "guess) / left.sqrt()"),
)

edit(
    "takes_all_steps_for_one",
    "alpha_bar[t] is taken for r. It is what all steps up to t keep. A single step keeps alpha_bar[t] /"
    " alpha_bar[t - 1].",
    ("kept = left / before", "kept = left"),
)

edit(
    "adds_no_noise",
    "No noise is added on the way, so the samples crowd together: each step goes to the mean of what is possible. Add"
    " noise of the variance of the posterior, except at level 0.",
    ("variance.sqrt() * torch.randn", "0 * variance.sqrt() * torch.randn"),
)

edit(
    "adds_noise_by_its_variance",
    "The noise is scaled by the variance. Scale it by the standard deviation, which is its root.",
    ("variance.sqrt() * torch.randn", "variance * torch.randn"),
)

edit(
    "adds_the_noise_of_the_way_there",
    "The noise has the variance 1 - r, that of a step toward noise. The statement asks for the variance of the"
    " posterior, which is smaller by (1 - alpha_bar[t - 1]) / (1 - alpha_bar[t]).",
    ("(1 - kept) * (1 - before) / (1 - left)", "1 - kept"),
)

edit(
    "forgets_a_divisor_of_the_variance",
    "The variance is not divided by 1 - alpha_bar[t].",
    ("(1 - kept) * (1 - before) / (1 - left)", "(1 - kept) * (1 - before)"),
)

edit(
    "adds_noise_at_the_end",
    "The last step adds noise, and nothing takes it away again. At level 0, return the mean.",
    ("if t > 0:", "if True:"),
    ("(1 - kept) * (1 - before) / (1 - left)", "1 - kept"),
)

edit(
    "ends_at_the_wrong_share",
    "For the last step alpha_bar[t - 1] is alpha_bar[-1], the last entry. Before level 0 is the data itself: take 1.",
    ("alpha_bar[t - 1] if t > 0 else 1.0", "alpha_bar[t - 1]"),
)

edit(
    "ends_at_the_first_share",
    "The last step goes from level 0 to level 0, so that it changes nothing. Before level 0 is the data: take 1.",
    ("alpha_bar[t - 1] if t > 0 else 1.0", "alpha_bar[max(t - 1, 0)]"),
)

edit(
    "samples_without_the_generator",
    "The given generator is not used. Hand it on to torch.randn: generator=generator.",
    ('{"generator": generator, "device"', '{"device"'),
)

edit(
    "records_a_graph",
    "All steps of the walk are recorded for a backward pass, which fills the memory. Put torch.no_grad() around it.",
    ("@torch.no_grad()\n", ""),
)
