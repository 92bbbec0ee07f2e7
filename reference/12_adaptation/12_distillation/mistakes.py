"""What beginners hand in for distillation."""

from dojo import TINY, edit, generics, ideas

ideas(
    wrong_axis="softmaxes_the_wrong_axis",
    sum_for_mean="sums_over_the_places keeps_the_places",
    wrong_divisor="divides_by_the_vocabulary divides_by_the_batch_alone",
    root_or_square="multiplies_by_the_temperature_once",
    missing_term=(
        "gives_the_cross_entropy forgets_the_square takes_the_student_for_log_probabilities "
        "takes_the_teacher_for_log_probabilities gives_the_softmax_for_its_logarithm"
    ),
    sign="takes_the_difference_the_wrong_way compares_magnitudes reverses_the_sign",
    upside_down="divides_by_the_square multiplies_the_logits",
    opposite_choice="learns_from_the_likeliest_token",
    swapped_arguments="turns_the_direction averages_over_the_wrong_side cuts_the_student",
    end_of_interval="allows_a_temperature_of_0",
    order_of_steps="divides_after_the_softmax holds_the_first_constant",
    stale_state="weighs_at_temperature_1",
    underflow="takes_the_log_of_the_softmax takes_the_log_of_a_safe_softmax",
    epsilon="adds_something_to_the_probabilities",
    nan_hidden=(
        "leaves_out_what_the_teacher_rules_out multiplies_0_by_infinity chooses_after_the_product "
        "hides_what_is_infinite"
    ),
    silent_error="allows_any_temperature",
    default_value="ignores_reverse ignores_the_temperature",
    mask_polarity="rules_out_for_the_student_too",
    gradient_cut="holds_the_weights_constant",
    gradient_let_through="trains_the_teacher",
    broadcast_by_accident="broadcasts_the_teacher",
    partial_case="tempers_only_the_teacher tempers_only_the_student takes_the_last_place",
    wrong_formula="takes_the_mean_of_both_directions meets_in_the_middle compares_logits_by_squares",
    dtype_lost="takes_the_wider_dtype takes_the_dtype_of_the_teacher",
    logit_or_probability="softmaxes_the_teacher_twice compares_probabilities_by_squares",
)

TEMPERED = "log_softmax(teacher / temperature), log_softmax(student / temperature)"
APART = "xp.where(p > 0, log_p - log_q, 0.0)"
PLACES = "xp.sum(p * apart, axis=-1)"
LOSS = f"temperature**2 * xp.mean({PLACES})"

# ------------------------------------------------------------------------------ which divergence

edit(
    "turns_the_direction",
    "This is KL(student ‖ teacher). The mean is over what the teacher gives: p, in front and in the first logarithm, is"
    " the teacher's. Only with reverse=True are the two swapped.",
    ("if reverse:", "if not reverse:"),
)
edit(
    "averages_over_the_wrong_side",
    "The difference of the logarithms is weighed with the wrong one of the two, so that the loss is negative. The one"
    " in front is the one with the plus sign: p (log p - log q).",
    ("p = xp.exp(log_p)", "p = xp.exp(log_q)"),
)
edit(
    "takes_the_difference_the_wrong_way",
    "The sign is wrong, and the loss is negative: training would drive the student away. It is p (log p - log q).",
    (APART, "xp.where(p > 0, log_q - log_p, 0.0)"),
)
edit(
    "gives_the_cross_entropy",
    "This is the cross-entropy, -Σ p log q. It has the same gradients, but it is not 0 where the student says just what"
    " the teacher says. Subtract the teacher's entropy: p (log p - log q).",
    (APART, "xp.where(p > 0, -log_q, 0.0)"),
)
edit(
    "takes_the_mean_of_both_directions",
    "This is the mean of both directions. The contract wants one: KL(teacher ‖ student), or the other with"
    " reverse=True.",
    (LOSS, f"{LOSS} / 2 + temperature**2 * xp.mean(xp.sum(xp.exp(log_q) * (log_q - log_p), axis=-1)) / 2"),
)
edit(
    "meets_in_the_middle",
    "Both are compared with their mean, as in the Jensen-Shannon divergence. Compare them with each other:"
    " p (log p - log q).",
    ("apart =", "q = xp.exp(log_q)\nmiddle = xp.log((p + q) / 2)\napart ="),
    (PLACES, "xp.sum(p * (log_p - middle) + q * (log_q - middle), axis=-1) / 2"),
)
edit(
    "learns_from_the_likeliest_token",
    "Only the teacher's likeliest token counts. Then the teacher says no more than a text does. Weigh all tokens with"
    " its probabilities.",
    ("apart =", "p = xp.astype(log_p == xp.max(log_p, axis=-1, keepdims=True), log_p.dtype)\napart ="),
    (APART, "xp.where(p > 0, -log_q, 0.0)"),
)
edit(
    "compares_probabilities_by_squares",
    "These are squared differences of probabilities. They hardly see whether a rare token has 0.01 or 0.0001. Weigh"
    " differences of logarithms: p (log p - log q).",
    (PLACES, "xp.sum((p - xp.exp(log_q)) ** 2, axis=-1)"),
)
edit(
    "compares_logits_by_squares",
    "These are squared differences of logits. A constant that is added to all logits changes no probability, and must"
    " not change the loss. Take log_softmax of both first.",
    (LOSS, "xp.mean(xp.sum((student - teacher) ** 2, axis=-1))"),
)
edit(
    "compares_magnitudes",
    "The terms lose their sign. At some tokens the student gives more than the teacher, and those terms are negative:"
    " only their sum never is.",
    (PLACES, "xp.sum(xp.abs(p * apart), axis=-1)"),
)
edit(
    "ignores_reverse",
    "reverse plays no part. With reverse=True the two change places: KL(student ‖ teacher).",
    ("if reverse:", "if False:"),
)
edit(
    "reverses_the_sign",
    "With reverse=True only the sign changes. The student's probabilities have to be in front, too.",
    (
        "if reverse:\n    log_p, log_q = log_q, log_p\np = xp.exp(log_p)",
        "p = xp.exp(log_p)\nif reverse:\n    log_p, log_q = log_q, log_p",
    ),
)

# ------------------------------------------------------------------------------ the temperature

edit(
    "forgets_the_square",
    "The factor temperature² is missing. Without it the gradients shrink as 1 / temperature², and beside any other"
    " loss they vanish.",
    (LOSS, f"xp.mean({PLACES})"),
)
edit(
    "multiplies_by_the_temperature_once",
    "The divergence is multiplied by the temperature. Multiply by temperature²: once for the logits, which were divided"
    " by it, and once for the difference of the distributions, which shrinks, too.",
    ("temperature**2", "temperature"),
)
edit(
    "divides_by_the_square",
    "The divergence is divided by temperature². It is multiplied, so that the gradients keep their size.",
    ("temperature**2 *", "temperature**-2 *"),
)
edit(
    "tempers_only_the_teacher",
    "Only the teacher's logits are divided by the temperature. The student would learn the softened distribution as its"
    " own, at temperature 1. Divide both.",
    ("log_softmax(student / temperature)", "log_softmax(student)"),
)
edit(
    "tempers_only_the_student",
    "Only the student's logits are divided by the temperature. Divide both.",
    ("log_softmax(teacher / temperature)", "log_softmax(teacher)"),
)
edit(
    "ignores_the_temperature",
    "The temperature plays no part in the softmax. Divide the logits of both by it.",
    (TEMPERED, "log_softmax(teacher), log_softmax(student)"),
)
edit(
    "multiplies_the_logits",
    "The logits are multiplied by the temperature, which sharpens the distributions. A high temperature makes them"
    " softer: divide.",
    (TEMPERED, "log_softmax(teacher * temperature), log_softmax(student * temperature)"),
)
edit(
    "divides_after_the_softmax",
    "The log-probabilities are divided by the temperature, and their probabilities do not sum to 1 any more. Divide the"
    " logits, before the softmax.",
    (TEMPERED, "log_softmax(teacher) / temperature, log_softmax(student) / temperature"),
)
edit(
    "weighs_at_temperature_1",
    "The logarithms are taken at the temperature, but the probabilities in front of them at temperature 1. Both are"
    " of one distribution: softmax of the logits divided by the temperature.",
    ("p = xp.exp(log_p)", "p = xp.exp(log_softmax(student if reverse else teacher))"),
)
edit(
    "allows_any_temperature",
    "The temperature is not checked. At 0 the logits are divided by 0, and a negative one turns the order of the tokens"
    " round. Raise a ValueError that mentions it.",
    ("if temperature <= 0:", "if False:"),
)
edit(
    "allows_a_temperature_of_0",
    "A temperature of 0 is not refused. The logits are divided by it: it has to be above 0.",
    ("temperature <= 0", "temperature < 0"),
)

# ------------------------------------------------------------------------------ the softmax

edit(
    "takes_the_student_for_log_probabilities",
    "The student's logits are taken for log-probabilities: its log_softmax is missing. F.kl_div wants log-probabilities"
    " there, too.",
    ("log_softmax(student / temperature)", "student / temperature"),
)
edit(
    "takes_the_teacher_for_log_probabilities",
    "The teacher's logits are taken for log-probabilities: its log_softmax is missing.",
    ("log_softmax(teacher / temperature)", "teacher / temperature"),
)
edit(
    "gives_the_softmax_for_its_logarithm",
    "The student's probabilities are where their logarithms belong. Take log_softmax; F.kl_div wants it there, too,"
    " and says nothing.",
    ("log_softmax(student / temperature)", "xp.exp(log_softmax(student / temperature))"),
)
edit(
    "softmaxes_the_teacher_twice",
    "The teacher's probabilities go through a second softmax, which makes them nearly equal. Take log_softmax of its"
    " logits, once.",
    ("log_softmax(teacher / temperature)", "log_softmax(xp.exp(log_softmax(teacher / temperature)))"),
)
edit(
    "softmaxes_the_wrong_axis",
    "The softmax runs along the first axis. It runs along the vocabulary, the last axis.",
    (TEMPERED, "log_softmax(teacher / temperature, axis=0), log_softmax(student / temperature, axis=0)"),
)
edit(
    "takes_the_log_of_the_softmax",
    "The softmax is taken first, and its logarithm after it. For large logits exp overflows, and a small probability"
    " becomes 0, with the logarithm -inf. Use your log_softmax.",
    (
        f"log_p, log_q = {TEMPERED}",
        "powers = [xp.exp(teacher / temperature), xp.exp(student / temperature)]\n"
        "log_p, log_q = [xp.log(x / xp.sum(x, axis=-1, keepdims=True)) for x in powers]",
    ),
)
edit(
    "takes_the_log_of_a_safe_softmax",
    "The softmax is safe, but a small probability becomes 0 in it, and the logarithm of 0 is -inf. Use your"
    " log_softmax, which computes no probability.",
    (
        f"log_p, log_q = {TEMPERED}",
        f"log_p, log_q = {TEMPERED}\nlog_p, log_q = xp.log(xp.exp(log_p)), xp.log(xp.exp(log_q))",
    ),
)
edit(
    "adds_something_to_the_probabilities",
    "Something small is added to each probability so that its logarithm is finite. It changes all of them. Use"
    " log_softmax, and leave out what never comes with where(p > 0, ..., 0).",
    (
        f"log_p, log_q = {TEMPERED}",
        f"log_p, log_q = {TEMPERED}\nlog_p, log_q = xp.log(xp.exp(log_p) + eps), xp.log(xp.exp(log_q) + eps)",
    ),
    eps=TINY,
)

# ------------------------------------------------------------------------------ the mean

edit(
    "divides_by_the_vocabulary",
    "The mean is over the vocabulary, too, so the loss is V times too small. A divergence is a sum over the tokens; the"
    " mean is over the places. (F.kl_div does this by default.)",
    (PLACES, "xp.mean(p * apart, axis=-1)"),
)
edit(
    "sums_over_the_places",
    "The divergences of all places are summed. Return their mean.",
    (f"xp.mean({PLACES})", "xp.sum(p * apart)"),
)
edit(
    "divides_by_the_batch_alone",
    "The sum is divided by the length of the first axis, as reduction='batchmean' of F.kl_div does. Of logits (B, T, V)"
    " all B T places count: flatten them first, or take the mean over all axes but the last.",
    (f"xp.mean({PLACES})", "(xp.sum(p * apart) / (student.shape[0] if student.ndim > 1 else 1))"),
)
edit(
    "takes_the_last_place",
    "Only the last place counts. A student learns at all of them: take the mean over every place.",
    (PLACES, "xp.sum((p * apart)[..., -1:, :] if p.ndim > 1 else p * apart, axis=-1)"),
)
edit(
    "keeps_the_places",
    "There is a number for each place. Return their mean.",
    (LOSS, f"temperature**2 * {PLACES}"),
)

# ------------------------------------------------------------------------------ what can't come

edit(
    "multiplies_0_by_infinity",
    "A token that never comes gives 0 times an infinite number, which is NaN. Choose before you multiply:"
    " where(p > 0, log p - log q, 0).",
    (APART, "log_p - log_q"),
)
edit(
    "chooses_after_the_product",
    "The loss is right, but its gradient is NaN: where chooses after 0 was multiplied by an infinite number, and the"
    " slope of that product is NaN. Choose before you multiply: p * where(p > 0, log p - log q, 0).",
    (APART, "log_p - log_q"),
    (PLACES, "xp.sum(xp.where(p > 0, p * apart, 0.0), axis=-1)"),
)
edit(
    "hides_what_is_infinite",
    "A token that the student rules out, and that the teacher gives, adds nothing. It makes the divergence infinite:"
    " only a token that the first of the two never gives adds nothing.",
    (APART, "xp.where(xp.isfinite(log_p - log_q), log_p - log_q, 0.0)"),
)
edit(
    "rules_out_for_the_student_too",
    "What the teacher rules out is ruled out for the student, too, before its softmax, and costs it nothing. It should"
    " learn not to give it: the student's softmax runs over all tokens.",
    (
        "log_softmax(student / temperature)",
        "log_softmax(xp.where(xp.isfinite(teacher), student, -xp.inf) / temperature)",
    ),
)
edit(
    "broadcasts_the_teacher",
    "Logits of different shapes are stretched to fit without a word. Compare the shapes first, and raise a ValueError"
    " that names both.",
    ("if student.shape != teacher.shape:", "if False:"),
)

# ------------------------------------------------------------------------------ gradients

edit(
    "trains_the_teacher",
    "A gradient flows into the teacher, so that it would move toward its student. Its logits are constants: .detach()"
    " them on torch.",
    ('return x.detach() if hasattr(x, "detach") else x', "return x"),
)
edit(
    "cuts_the_student",
    "The student is the constant, and the teacher gets the gradient. It is the other way round.",
    (
        "teacher = _constant(teacher)",
        "student = _constant(student)",
    ),
)
edit(
    "holds_the_first_constant",
    "With reverse=True the student is cut off, and the teacher gets the gradient: after the swap, the first of the two"
    " is the student. Make the teacher a constant before you swap.",
    ("teacher = _constant(teacher)\n", ""),
    ("p = xp.exp(log_p)", "log_p = _constant(log_p)\np = xp.exp(log_p)"),
)
edit(
    "holds_the_weights_constant",
    "With reverse=True the probabilities in front are the student's, and they depend on it, too. Only the teacher is a"
    " constant.",
    ("p = xp.exp(log_p)", "p = _constant(xp.exp(log_p))"),
)

# ------------------------------------------------------------------------------ two dtypes

edit(
    "takes_the_wider_dtype",
    "Where the teacher is in float64 and the student in float32, the loss comes back in float64. It has the dtype of"
    " the student's logits: convert the teacher's first, or the loss last.",
    ("teacher = xp.astype(teacher, student.dtype)\n", ""),
)
edit(
    "takes_the_dtype_of_the_teacher",
    "The loss has the dtype of the teacher's logits. It is the student that learns: take the dtype of its logits.",
    ("teacher = xp.astype(teacher, student.dtype)", "student = xp.astype(student, teacher.dtype)"),
)
edit(
    "leaves_out_what_the_teacher_rules_out",
    "With reverse=True it is still the teacher who decides which tokens are left out. Leave out what the one in front"
    " never gives: with reverse=True that is the student.",
    ("if reverse:", "comes = xp.exp(log_p) > 0\nif reverse:"),
    (APART, "xp.where(comes, log_p - log_q, 0.0)"),
)

generics("distillation_loss", "loses_the_dtype", "passes_through_float32", "detaches", "asserts")
