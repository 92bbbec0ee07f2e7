"""What beginners hand in for instruction tuning, and what to tell them."""

from dojo import edit, ideas, mistake

ideas(
    sum_for_mean="sums",
    wrong_divisor="divides_by_all_places divides_by_the_marks takes_the_mean_of_means",
    missing_term="forgets_the_end forgets_the_header forgets_the_minus",
    off_by_one="asks_for_an_answer",
    end_of_interval="does_not_learn_the_end loses_the_first_token_of_an_answer",
    order_of_steps="looks_for_marks_before_the_shift",
    stale_state="learns_all_after_the_first_answer",
    underflow="overflows",
    empty_input="gives_nan_without_a_token",
    zero_case="drops_the_id_0",
    nan_hidden="multiplies_by_the_mask hides_what_is_impossible",
    silent_error="takes_any_role gives_0_without_a_token",
    refuses_what_is_allowed="wants_a_mask_of_bool",
    default_value="ignores_the_mask",
    mask_polarity=(
        "learns_everything learns_every_content learns_the_system_as_well learns_the_questions learns_the_header"
        " learns_every_end gives_labels gives_labels_and_learns_the_header"
    ),
    padding_counted="zeroes_the_logits",
    shifted_targets=(
        "does_not_shift shifts_the_wrong_way does_not_shift_the_mask rolls shifts_twice"
        " learns_the_header_and_not_the_end does_not_shift_and_divides_by_all_places"
    ),
    partial_case="ends_once ends_the_assistant_alone leaves_the_system_out learns_the_last_answer_alone",
    text_handling=(
        "writes_the_headers_as_text reads_special_tokens_in_the_text strips_the_contents encodes_neighbours_together"
    ),
)

LAST = "return cross_entropy(logits[counted], targets[counted])"
SHIFT = "logits, targets, counted = logits[:, :-1], ids[:, 1:], mask[:, 1:].bool()"
MARKS = 'mask += [False] + [role == "assistant"] * len(said)'

# ---------------------------------------------------------------------------------- the tokens

edit(
    "forgets_the_end",
    "No message ends with the end token, so the model can't learn to stop. Append special['end'] to each content.",
    ('[*encode(message["content"]), special["end"]]', 'encode(message["content"])'),
)

edit(
    "ends_once",
    "The end token is written once, at the end of the conversation. Each message ends with one.",
    ('[*encode(message["content"]), special["end"]]', 'list(encode(message["content"]))'),
    ("return ids, mask", 'return ids + [special["end"]], mask + [messages[-1]["role"] == "assistant"] if mask else []'),
)

edit(
    "ends_the_assistant_alone",
    "Only the assistant's messages end with the end token. Each message does, whoever wrote it.",
    ('special["end"]]', '*([special["end"]] if role == "assistant" else [])]'),
)

edit(
    "forgets_the_header",
    "The tokens of the roles are missing: the model can't tell who says what. Each message begins with special[role].",
    ("ids += [special[role], *said]", "ids += said"),
    ("mask += [False] + [", "mask += ["),
)

edit(
    "leaves_the_system_out",
    "The system's messages are left out. They are written like the others, and not learned.",
    ('role = message["role"]', 'role = message["role"]\nif role == "system":\n    continue'),
)

edit(
    "drops_the_id_0",
    "A special token with the id 0 is left out, because 0 counts as false. Ask for None, or do not ask at all.",
    ("ids += [special[role], *said]", "said = [i for i in said if i]\nids += [i for i in [special[role]] if i] + said"),
    ("[False] + [role", "[False] * bool(special[role]) + [role"),
)

edit(
    "writes_the_headers_as_text",
    'The roles and ends are written into the text, as "<|user|>", and encoded with it. Then they are letters to the'
    " model, and a user can type them. Encode the content alone, and put the ids of the special tokens around it.",
    ('[*encode(message["content"]), special["end"]]', 'encode(message["content"] + "<|end|>")'),
    ("ids += [special[role], *said]", 'header = encode(f"<|{role}|>")\nids += [*header, *said]'),
    ("[False] + [role", "[False] * len(header) + [role"),
)

edit(
    "reads_special_tokens_in_the_text",
    'A content with "<|end|>" in it is cut there, and gets a real end token, so a user can end a turn and begin the'
    " assistant's. A content is only text: hand it to encode as it is.",
    (
        'encode(message["content"])',
        '[i for n, part in enumerate(message["content"].split("<|end|>"))'
        ' for i in [*[special["end"]] * (n > 0), *encode(part)]]',
    ),
)


edit(
    "strips_the_contents",
    "Spaces and line breaks around a content are cut away, so the model never learns to write them. Hand it to encode"
    " as it is.",
    ('encode(message["content"])', 'encode(message["content"].strip())'),
)


@mistake(
    "render",
    "The contents are joined before they are encoded, so that two messages share tokens. Encode each content by"
    " itself.",
)
def encodes_neighbours_together(messages, encode, special):
    ids, mask = [], []
    for i, message in enumerate(messages):
        before = messages[i - 1]["content"] if i else ""
        if message["role"] not in ("system", "user", "assistant"):
            raise ValueError(f"role {message['role']!r}")
        said = [*encode(before + message["content"])[len(encode(before)) :], special["end"]]
        ids += [special[message["role"]], *said]
        mask += [False] + [message["role"] == "assistant"] * len(said)
    return ids, mask


# ---------------------------------------------------------------------------------- what is learned

edit(
    "learns_everything",
    "All tokens are marked, those of the user, too. Then the model learns to write questions. Mark what the assistant"
    " says, and its end.",
    (MARKS, "mask += [True] * (1 + len(said))"),
)

edit(
    "learns_every_content",
    "The contents of all roles are marked. Only those of the assistant are learned.",
    (MARKS, "mask += [False] + [True] * len(said)"),
)

edit(
    "learns_the_system_as_well",
    "The system's message is marked, too. It is given, like the user's. Only the assistant's contents are learned.",
    (MARKS, 'mask += [False] + [role != "user"] * len(said)'),
)

edit(
    "learns_the_questions",
    "The mask is the wrong way round: True is for the tokens that are learned, those of the assistant.",
    (MARKS, 'mask += [True] + [role != "assistant"] * len(said)'),
)

edit(
    "learns_the_header",
    "The token of the assistant's role is marked, too. It is given when an answer is written, and the model need not"
    " predict it.",
    (MARKS, 'mask += [role == "assistant"] * (1 + len(said))'),
)

edit(
    "does_not_learn_the_end",
    "The end token after an answer is not marked. Then the model learns to answer, but never to stop. It counts like"
    " the content before it.",
    (MARKS, 'mask += [False] + [role == "assistant"] * (len(said) - 1) + [False]'),
)

edit(
    "learns_every_end",
    "The end tokens of all messages are marked. Only the ends of the assistant's messages are learned: nobody asks the"
    " model when the user has finished.",
    (MARKS, 'mask += [False] + [role == "assistant"] * (len(said) - 1) + [True]'),
)

edit(
    "learns_the_last_answer_alone",
    "Only the last answer is marked. All of the assistant's messages are learned.",
    (
        MARKS,
        'mask = [False] * len(mask) if role == "assistant" else mask\n'
        'mask += [False] + [role == "assistant"] * len(said)',
    ),
)

edit(
    "learns_all_after_the_first_answer",
    "Once the assistant has begun, everything is marked, the user's next message, too. Decide anew for each message.",
    (MARKS, 'mask += [any(mask)] + [role == "assistant" or any(mask)] * len(said)'),
)

edit(
    "loses_the_first_token_of_an_answer",
    "The first token of each answer is not marked. It is predicted from the header, and counts like the others.",
    (MARKS, 'mask += [False, False] + [role == "assistant"] * (len(said) - 1)'),
)

edit(
    "gives_labels",
    "The mask holds labels: the ids of what is learned, and -100 elsewhere. Here it says True or False for each"
    " token; the ids are beside it.",
    (MARKS, 'mask += [-100] + (said if role == "assistant" else [-100] * len(said))'),
)

edit(
    "gives_labels_and_learns_the_header",
    "The mask holds labels: ids, and -100 elsewhere. Here it says True or False for each token. And the token of the"
    " role is not learned: it is given.",
    (MARKS, 'mask += [special[role], *said] if role == "assistant" else [-100] * (1 + len(said))'),
)

edit(
    "asks_for_an_answer",
    "After the last message there is one more role token, as for a model that is to answer now. Here the conversation"
    " is over: it ends with the last end token.",
    ("return ids, mask", 'return ids + [special["assistant"]], mask + [False]'),
)

edit(
    "takes_any_role",
    "An unknown role is taken, or ends in a KeyError, and 'end' is even a key of special. Compare with the three roles,"
    " and raise a ValueError that mentions the role.",
    ("if role not in ROLES:", "if False:"),
)

# ---------------------------------------------------------------------------------- the loss

edit(
    "does_not_shift",
    "The logits are compared with the tokens in their own place, which the model has just read. At place i it predicts"
    " token i + 1: logits[:, :-1] belong to ids[:, 1:].",
    (SHIFT, "logits, targets, counted = logits, ids, mask.bool()"),
)

edit(
    "shifts_the_wrong_way",
    "The shift goes the wrong way: each token is predicted from a place after it. logits[:, :-1] belong to ids[:, 1:].",
    (SHIFT, "logits, targets, counted = logits[:, 1:], ids[:, :-1], mask[:, :-1].bool()"),
)

edit(
    "does_not_shift_the_mask",
    "The ids are shifted, but the mask is not: the first token of each answer is lost, and a token after it counts. The"
    " mask belongs to the ids: mask[:, 1:].",
    ("mask[:, 1:].bool()", "mask[:, :-1].bool()"),
)

edit(
    "rolls",
    "torch.roll brings the first token to the last place, so that the last place must predict it if it is marked. Cut"
    " instead: logits[:, :-1], ids[:, 1:] and mask[:, 1:].",
    (SHIFT, "logits, targets, counted = logits, ids.roll(-1, 1), mask.roll(-1, 1).bool()"),
)

edit(
    "shifts_twice",
    "It is shifted twice, so that the place i has to predict token i + 2. Models of some libraries shift the labels"
    " themselves; here it is done once.",
    (SHIFT, "logits, targets, counted = logits[:, :-2], ids[:, 2:], mask[:, 2:].bool()"),
)

edit(
    "ignores_the_mask",
    "All tokens count. Only those for which the mask is True do.",
    (LAST, "return cross_entropy(logits, targets)"),
)

edit(
    "zeroes_the_logits",
    "Logits and ids are multiplied by the mask. Logits of 0 still predict something: all tokens alike,"
    " with a loss of log V, which counts. Choose the places instead: logits[counted], ids[:, 1:][counted].",
    (LAST, "return cross_entropy(logits * counted[..., None], targets * counted)"),
)

edit(
    "divides_by_all_places",
    "The sum of the losses that count is divided by the number of all places, so that a long question makes the loss"
    " small. Divide by the number of tokens that count.",
    (LAST, 'return cross_entropy(logits[counted], targets[counted], reduction="sum") / counted.numel()'),
)

edit(
    "divides_by_the_marks",
    "The sum is divided by mask.sum(), in which the first token of a text is included if it is marked. It is never"
    " predicted: count after the shift.",
    (LAST, 'return cross_entropy(logits[counted], targets[counted], reduction="sum") / marks'),
    (SHIFT, f"marks = mask.sum()\n{SHIFT}"),
)

edit(
    "takes_the_mean_of_means",
    "The mean of each text is taken first, and then the mean of these: a token of a short answer counts more than one"
    " of a long answer. Sum over the entire batch, and divide once.",
    (
        LAST,
        "rows = zip(logits, targets, counted, strict=True)\n"
        "means = [cross_entropy(z[c], y[c]) for z, y, c in rows if c.any()]\n"
        "return sum(means) / len(means)",
    ),
)

edit(
    "sums",
    "It is the sum of the losses. Divide by the number of tokens that count, else a batch with long answers takes"
    " larger steps.",
    (LAST, 'return cross_entropy(logits[counted], targets[counted], reduction="sum")'),
)

edit(
    "gives_nan_without_a_token",
    "If no token counts, the mean is 0/0, NaN, and one such batch ruins the model. Raise a ValueError.",
    ("if not counted.any():", "if False:"),
)

edit(
    "gives_0_without_a_token",
    "If no token counts, the loss is 0, and nobody notices that this batch teaches nothing. Raise a ValueError.",
    ('raise ValueError("no token counts")', "return (logits * 0.0).sum()"),
)

edit(
    "looks_for_marks_before_the_shift",
    "Whether a token counts is asked before the shift. If only the first of a text is marked, none is predicted, and"
    " the loss is NaN. Ask mask[:, 1:].",
    ("if not counted.any():", "if not first.any():"),
    (SHIFT, f"first = mask\n{SHIFT}"),
)

edit(
    "multiplies_by_the_mask",
    "The losses are multiplied by the mask. Where a token that does not count is impossible, its loss is infinite, and"
    " 0 times infinity is NaN. Choose the places that count before you compute their losses.",
    (LAST, 'return (cross_entropy(logits, targets, reduction="none") * counted).sum() / counted.sum()'),
)

edit(
    "hides_what_is_impossible",
    "Infinite losses are replaced by a number, those of tokens that count, too. Choose the places that count before you"
    " compute their losses: logits[counted].",
    (
        LAST,
        'losses = cross_entropy(logits, targets, reduction="none") * counted\n'
        "return losses.nan_to_num().sum() / counted.sum()",
    ),
)

edit(
    "overflows",
    "The softmax is taken first, and its logarithm after it: for large logits a probability is 0, and the loss"
    " infinite. Use your cross_entropy, or log_softmax.",
    (
        LAST,
        "return -logits[counted].softmax(-1).gather(-1, targets[counted][:, None]).log().mean()",
    ),
)

edit(
    "forgets_the_minus",
    "The sign is wrong: it is the mean of the log-probabilities. The loss is minus that.",
    (LAST, "return -cross_entropy(logits[counted], targets[counted])"),
)

edit(
    "wants_a_mask_of_bool",
    "A mask of 0 and 1 is taken for indices, or refused. Make it bool first: mask.bool().",
    ("mask[:, 1:].bool()", "mask[:, 1:]"),
)

# ------------------------------------------------- two faults at once: the words are for the one to repair first

edit(
    "learns_the_header_and_not_the_end",
    "The mask is one place early: the token of the role is marked, and the end token is not. The header is given; the"
    " end is what the model has to learn.",
    (MARKS, 'mask += [role == "assistant"] * len(said) + [False]'),
)

edit(
    "does_not_shift_and_divides_by_all_places",
    "The logits are compared with the tokens in their own place. logits[:, :-1] belong to ids[:, 1:] and mask[:, 1:]."
    " After that, divide by the number of tokens that count.",
    (SHIFT, "logits, targets, counted = logits, ids, mask.bool()"),
    (LAST, 'return cross_entropy(logits[counted], targets[counted], reduction="sum") / counted.numel()'),
)
