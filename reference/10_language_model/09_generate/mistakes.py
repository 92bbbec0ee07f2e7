"""What beginners hand in for the generation of text, and what to tell them."""

import torch
from generate import filter_logits, generate

from dojo import edit, mistake


def _generate(
    model,
    ids,
    n,
    temperature=1.0,
    k=None,
    p=None,
    generator=None,
    *,
    crop=None,
    pick=None,
    filtered=filter_logits,
    eval_mode=True,
    back=True,
    at=-1,
):
    """The generation in steps, each of which a mistake may take otherwise."""
    was_training = model.training
    model.train(was_training and not eval_mode)
    for _ in range(n):
        logits = model(crop(ids) if crop else ids[:, -model.context :])[:, at]
        if temperature == 0 and pick is None:
            new = logits.argmax(dim=-1, keepdim=True)
        else:
            probs = filtered(logits, temperature, k, p).softmax(dim=-1)
            new = (pick or _draw)(probs, generator)
        ids = torch.cat([ids, new], dim=1)
    if back:
        model.train(was_training)
    return ids


def _draw(probs, generator):
    return torch.multinomial(probs, 1, generator=generator)


@mistake(
    "generate",
    "A text longer than the context is handed to the model as it is. Give it only the last context tokens: ids[:,"
    " -model.context:].",
)
@torch.no_grad()
def hands_over_the_whole_text(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, crop=lambda ids: ids)


@mistake(
    "generate",
    "A text longer than the context is cropped at the wrong end: its first tokens are kept, and the last ones play no"
    " part. Keep the last: ids[:, -model.context:].",
)
@torch.no_grad()
def crops_to_the_first_tokens(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, crop=lambda ids: ids[:, : model.context])


@mistake(
    "generate",
    "One token too many is cut off: the model can take context tokens, and gets context - 1.",
)
@torch.no_grad()
def crops_one_too_many(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, crop=lambda ids: ids[:, 1 - model.context :])


@mistake(
    "generate",
    "The model is given only the last token, which then knows no more than a bigram. Give it up to context tokens.",
)
@torch.no_grad()
def looks_at_the_last_token_alone(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, crop=lambda ids: ids[:, -1:])


@mistake(
    "generate",
    "The model is always asked only about the beginning. Append each new token to ids before the next is asked for.",
)
@torch.no_grad()
def forgets_what_it_wrote(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    length = ids.shape[1]
    crop = lambda ids: ids[:, :length][:, -model.context :]  # noqa: E731
    return _generate(model, ids, n, temperature, k, p, generator, crop=crop)


@mistake("generate", "The result lacks the beginnings: append to ids, and return all T + n tokens.")
@torch.no_grad()
def returns_the_new_tokens_alone(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, temperature, k, p, generator)[:, ids.shape[1] :]


@mistake("generate", "The texts are filled up to n tokens. n is how many are appended to each row.")
@torch.no_grad()
def fills_up_to_n(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, max(0, n - ids.shape[1]), temperature, k, p, generator)


@mistake("generate", "The temperature has no effect: divide the logits by it before they are filtered.")
@torch.no_grad()
def ignores_the_temperature(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, float(temperature > 0), k, p, generator)


@mistake(
    "generate",
    "The logits are multiplied by the temperature. Divide: a low temperature makes the model surer of itself.",
)
@torch.no_grad()
def multiplies_by_the_temperature(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, 1 / temperature if temperature else 0, k, p, generator)


@mistake(
    "generate",
    "The most likely token is taken at every temperature. Above 0 draw one: torch.multinomial(probs, 1).",
)
@torch.no_grad()
def always_takes_the_most_likely(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, 0)


@mistake("generate", "The logits of the first token are used. Those of the last token say what comes next: [:, -1].")
@torch.no_grad()
def uses_the_first_logits(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, at=0)


@mistake(
    "generate",
    "Temperature 0 fails, or gives random tokens: a filter can't divide by 0. Check for it first, and use the most"
    " likely token, by argmax.",
)
@torch.no_grad()
def filters_before_it_asks_for_0(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, pick=_draw)


edit(
    "makes_0_a_small_temperature",
    "Temperature 0 becomes a small one: of two tokens that are nearly as likely, each is drawn. At 0 take the most"
    " likely, by argmax.",
    ("if temperature == 0:", "if False:"),
    ("filter_logits(logits, temperature, k, p)", "filter_logits(logits, max(temperature, 0.01), k, p)"),
)
edit(
    "turns_ids_into_int64",
    "The ids come back as int64: argmax and multinomial give int64, and cat takes the wider dtype. Bring the new tokens"
    " to the dtype of ids first.",
    ("new.to(ids.dtype)", "new"),
)


@mistake("generate", "k has no effect: only the k most likely tokens may be drawn. Hand it on to the filter.")
@torch.no_grad()
def ignores_k(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, temperature, None, p, generator)


@mistake(
    "generate",
    "p has no effect: only the tokens that reach the probability p may be drawn. Hand it on to the filter.",
)
@torch.no_grad()
def ignores_p(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, temperature, k, None, generator)


@mistake("generate", "Neither k nor p has an effect. Draw from filter_logits(logits, temperature, k, p).")
@torch.no_grad()
def does_not_filter(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, temperature, None, None, generator)


@mistake(
    "generate",
    "The filter comes before the temperature. Divide first: p counts the probabilities that are drawn from.",
)
@torch.no_grad()
def filters_before_the_temperature(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    def filtered(logits, temperature, k, p):
        return filter_logits(logits, 1.0, k, p) / temperature

    return _generate(model, ids, n, temperature, k, p, generator, filtered=filtered)


@mistake(
    "generate",
    "All tokens are drawn alike: hand torch.multinomial the probabilities that softmax makes of the logits.",
)
@torch.no_grad()
def draws_all_alike(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, filtered=lambda logits, *_: 0 * logits)


@mistake(
    "generate",
    "The given generator is not used: pass it on, torch.multinomial(..., generator=generator).",
)
@torch.no_grad()
def does_not_use_the_generator(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return generate(model, ids, n, temperature, k, p)


@mistake("generate", "All rows get the same tokens. Each row draws for itself, from logits of its own.")
@torch.no_grad()
def gives_all_rows_the_same(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    new = generate(model, ids[:1], n, temperature, k, p, generator)[:, ids.shape[1] :]
    return torch.cat([ids, new.expand(len(ids), -1)], dim=1)


@mistake(
    "generate",
    "Each pass records what a backward pass would need, and none comes: it costs time and memory for nothing. Put"
    " torch.no_grad() around the loop.",
)
def records_gradients(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator)


@mistake(
    "generate",
    "The model is used in the mode in which it is, so that dropout would act in training mode. Call model.eval()"
    " before, and put the mode back after.",
)
@torch.no_grad()
def stays_in_its_mode(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, eval_mode=False)


@mistake(
    "generate",
    "The model is left in eval mode, though it was in training. Remember the mode before, and restore it.",
)
@torch.no_grad()
def leaves_the_model_in_eval_mode(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, back=False)


@mistake(
    "generate",
    "The model is in training mode afterwards, though it was in eval mode. Remember the mode before, and restore it.",
)
@torch.no_grad()
def always_ends_in_training_mode(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    found = generate(model, ids, n, temperature, k, p, generator)
    model.train()
    return found


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "generate",
    "Two things remain: gradients are recorded while a text is written, where torch.no_grad() is due; and the model"
    " should be in eval mode meanwhile, and in its own mode after it.",
)
def records_gradients_and_stays_in_its_mode(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, temperature, k, p, generator, eval_mode=False)


# ------------------------------------------------------------------------------------- the end of a row

edit(
    "goes_on_after_the_end",
    "end changes nothing: a row that has appended it goes on. From then on append end alone.",
    ("new = new.masked_fill(ended, end)", "pass"),
)
edit(
    "lets_a_beginning_end",
    "A row whose beginning holds the end token appends nothing else. Only what was appended ends a row: a chat holds"
    " many ends.",
    (
        "ended = torch.zeros(len(ids), 1, dtype=torch.bool, device=ids.device)",
        "ended = (ids == (-1 if end is None else end)).any(dim=1, keepdim=True)",
    ),
)
edit(
    "ends_all_rows_with_the_first",
    "All rows end where the first of them does. Each row ends for itself: keep a mark for each.",
    ("ended = new == end", "ended = (new == end).any().expand(len(ids), 1)"),
)
edit(
    "leaves_the_end_out",
    "The end token is not appended, so that a reader of the text cannot see that it ended. It is the row's last word.",
    ("ended = new == end", "ended = new == end\nnew = new.masked_fill(ended, 0)"),
)

# ------------------------------------------------------------------------------------- the cache

edit(
    "reads_the_last_token_alone",
    "With a cache the model is given the last token from the first turn on, and has never read the beginning."
    " First give it all of that, and then each new token.",
    ("(ids[:, len(cache) :], cache)", "(ids[:, -1:], cache)"),
)
edit(
    "reads_all_tokens_again",
    "With a cache the model is given the whole text in each turn, and the cache then holds it twice. After the"
    " first turn give the new token alone.",
    ("(ids[:, len(cache) :], cache)", "(ids, cache)"),
)
edit(
    "does_not_use_the_cache",
    "The cache is never used: every turn reads the whole text. With a cache call model(ids, cache), with what is new.",
    ("if cache is None else (ids[:, len(cache) :], cache)", ""),
)
