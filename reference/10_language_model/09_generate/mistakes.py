"""What beginners hand in for the generation of text, and what to tell them."""

import torch
from generate import filter_logits, generate

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="ends_all_rows_with_the_first",
    missing_term="returns_the_new_tokens_alone leaves_the_end_out",
    upside_down="multiplies_by_the_temperature",
    opposite_choice="crops_to_the_first_tokens",
    swapped_arguments="fills_up_to_n",
    off_by_one="crops_one_too_many",
    order_of_steps="filters_before_it_asks_for_0 filters_before_the_temperature",
    state_not_kept="forgets_what_it_wrote",
    counted_twice="reads_all_tokens_again",
    dtype_lost="turns_ids_into_int64",
    zero_case="makes_0_a_small_temperature",
    refuses_what_is_allowed="hands_over_the_whole_text",
    default_value=(
        "ignores_the_temperature ignores_k ignores_p does_not_filter does_not_use_the_generator"
        " goes_on_after_the_end does_not_use_the_cache"
    ),
    shifted_targets="uses_the_first_logits",
    broadcast_by_accident="gives_all_rows_the_same",
    wrong_distribution="draws_all_alike",
    train_eval_mode="stays_in_its_mode leaves_the_model_in_eval_mode always_ends_in_training_mode",
    hidden_cost="records_gradients records_gradients_and_stays_in_its_mode",
    wrong_stop="lets_a_beginning_end",
    partial_case="looks_at_the_last_token_alone reads_the_last_token_alone",
    wrong_formula="always_takes_the_most_likely",
)


def _generate(model, ids, n, generator, filtered):
    """Write a text, each token drawn from filtered logits."""
    was_training = model.training
    model.eval()
    for _ in range(n):
        probs = filtered(model(ids[:, -model.context :])[:, -1]).softmax(dim=-1)
        ids = torch.cat([ids, torch.multinomial(probs, 1, generator=generator)], dim=1)
    model.train(was_training)
    return ids


edit(
    "hands_over_the_whole_text",
    "A text longer than the context is given to the model as it is. Give it only the last context tokens: ids[:,"
    " -model.context:].",
    ("(ids[:, -model.context :],)", "(ids,)"),
)

edit(
    "crops_to_the_first_tokens",
    "A text longer than the context is cropped at the wrong end: its first tokens are kept, and the last ones play no"
    " part. Keep the last: ids[:, -model.context:].",
    ("ids[:, -model.context :]", "ids[:, : model.context]"),
)

edit(
    "crops_one_too_many",
    "One token too many is cut off: the model can take context tokens, and gets context - 1.",
    ("ids[:, -model.context :]", "ids[:, 1 - model.context :]"),
)

edit(
    "looks_at_the_last_token_alone",
    "The model is given only the last token, which then knows no more than a bigram. Give it up to context tokens.",
    ("ids[:, -model.context :]", "ids[:, -1:]"),
)

edit(
    "forgets_what_it_wrote",
    "The model is asked about the beginning each time. Append each new token to ids before you ask for the next.",
    ("was_training = model.training", "was_training, start = model.training, ids"),
    ("(ids[:, -model.context :],)", "(start[:, -model.context :],)"),
)

edit(
    "returns_the_new_tokens_alone",
    "The result lacks the beginnings: append to ids, and return all T + n tokens.",
    ("return ids", "return ids[:, -n:]"),
)

edit(
    "fills_up_to_n",
    "The texts are filled up to n tokens. n is how many are appended to each row.",
    ("range(n)", "range(n - ids.shape[1])"),
)

edit(
    "ignores_the_temperature",
    "The temperature has no effect: divide the logits by it before they are filtered.",
    ("filter_logits(logits, temperature, k, p)", "filter_logits(logits, 1.0, k, p)"),
)

edit(
    "multiplies_by_the_temperature",
    "The logits are multiplied by the temperature. Divide, so that a low temperature makes the model more sure of"
    " itself.",
    ("filter_logits(logits, temperature, k, p)", "filter_logits(logits, 1 / temperature, k, p)"),
)

edit(
    "always_takes_the_most_likely",
    "The most likely token is taken at every temperature. Above 0, draw one: torch.multinomial(probs, 1).",
    ("new = torch.multinomial(probs, 1, generator=generator)", "new = probs.argmax(dim=-1, keepdim=True)"),
)

edit(
    "uses_the_first_logits",
    "The logits of the first token are used. Those of the last token say what comes next: [:, -1].",
    (")[:, -1]", ")[:, 0]"),
)


@mistake(
    "generate",
    "Temperature 0 fails, or gives random tokens, because a filter can't divide by 0. Check for it first, and use the"
    " most likely token, by argmax.",
)
@torch.no_grad()
def filters_before_it_asks_for_0(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    return _generate(model, ids, n, generator, lambda logits: filter_logits(logits, temperature, k, p))


edit(
    "makes_0_a_small_temperature",
    "Temperature 0 is treated as a small one, so each of two tokens that are nearly equally likely is drawn. At 0 take"
    " the most likely, by argmax.",
    (
        "new = logits.argmax(dim=-1, keepdim=True)  # (B, 1)",
        "probs = filter_logits(logits, 0.01).softmax(dim=-1)\nnew = torch.multinomial(probs, 1, generator=generator)",
    ),
)

edit(
    "turns_ids_into_int64",
    "The ids are returned as int64, because argmax and multinomial give int64, and cat takes the wider dtype. Bring"
    " the new tokens to the dtype of ids first.",
    ("new.to(ids.dtype)", "new"),
)

edit(
    "ignores_k",
    "k has no effect, although only the k most likely tokens may be drawn. Pass it on to the filter.",
    ("filter_logits(logits, temperature, k, p)", "filter_logits(logits, temperature, None, p)"),
)

edit(
    "ignores_p",
    "p has no effect, although only tokens that reach the probability p may be drawn. Pass it on to the filter.",
    ("filter_logits(logits, temperature, k, p)", "filter_logits(logits, temperature, k, None)"),
)

edit(
    "does_not_filter",
    "Neither k nor p has an effect. Draw from filter_logits(logits, temperature, k, p).",
    ("filter_logits(logits, temperature, k, p)", "(logits / temperature)"),
)

edit(
    "filters_before_the_temperature",
    "The filter comes before the temperature. Divide first, as p counts the probabilities that are drawn from.",
    ("filter_logits(logits, temperature, k, p)", "(filter_logits(logits, 1.0, k, p) / temperature)"),
)


@mistake(
    "generate",
    "All tokens are equally likely to be drawn. Give torch.multinomial the probabilities that softmax makes of the"
    " logits.",
)
@torch.no_grad()
def draws_all_alike(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    if temperature == 0:
        return generate(model, ids, n, 0)
    return _generate(model, ids, n, generator, torch.zeros_like)


edit(
    "does_not_use_the_generator",
    "The given generator is not used: pass it on, torch.multinomial(..., generator=generator).",
    ("probs, 1, generator=generator", "probs, 1"),
)


@mistake("generate", "All rows get the same tokens. Each row draws for itself, from logits of its own.")
@torch.no_grad()
def gives_all_rows_the_same(model, ids, n, temperature=1.0, k=None, p=None, generator=None):
    new = generate(model, ids[:1], n, temperature, k, p, generator)[:, ids.shape[1] :]
    return torch.cat([ids, new.expand(len(ids), -1)], dim=1)


edit(
    "records_gradients",
    "Each pass records what a backward pass would need, although there is none, which costs time and memory for"
    " nothing. Put torch.no_grad() around the loop.",
    ("@torch.no_grad()\ndef", "def"),
)

edit(
    "stays_in_its_mode",
    "The model is used in the mode that it is in, so dropout would act in training mode. Call model.eval() first, and"
    " restore the mode afterwards.",
    ("model.eval()\nended", "ended"),
)

edit(
    "leaves_the_model_in_eval_mode",
    "The model is left in eval mode, although it was in training mode. Remember the mode before, and restore it.",
    ("model.train(was_training)\nreturn", "return"),
)

edit(
    "always_ends_in_training_mode",
    "The model is in training mode afterwards, although it was in eval mode. Remember the mode before, and restore it.",
    ("model.train(was_training)", "model.train()"),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


edit(
    "records_gradients_and_stays_in_its_mode",
    "Two things remain: gradients are recorded while a text is written, so use torch.no_grad(); and the model should"
    " be in eval mode meanwhile, and in its own mode afterwards.",
    ("@torch.no_grad()\ndef", "def"),
    ("model.eval()\nended", "ended"),
)

# ------------------------------------------------------------------------------------- the end of a row

edit(
    "goes_on_after_the_end",
    "end changes nothing: a row that has appended it goes on. From then on append only end.",
    ("new = new.masked_fill(ended, end)", "pass"),
)
edit(
    "lets_a_beginning_end",
    "A row whose beginning contains the end token appends nothing else. Only an appended one ends a row, because a"
    " chat contains many ends.",
    (
        "ended = torch.zeros(len(ids), 1, dtype=torch.bool, device=ids.device)",
        "ended = (ids == (-1 if end is None else end)).any(dim=1, keepdim=True)",
    ),
)
edit(
    "ends_all_rows_with_the_first",
    "All rows end when the first of them does. Each row ends for itself, so keep a mark for each.",
    ("ended = new == end", "ended = (new == end).any().expand(len(ids), 1)"),
)
edit(
    "leaves_the_end_out",
    "The end token is not appended, so a reader of the text cannot see that it ended. It is the row's last token.",
    ("ended = new == end", "ended = new == end\nnew = new.masked_fill(ended, 0)"),
)

# ------------------------------------------------------------------------------------- the cache

edit(
    "reads_the_last_token_alone",
    "With a cache the model is given only the last token even in the first turn, so it has never read the beginning."
    " First give it all of that, and then each new token.",
    ("(ids[:, len(cache) :], cache)", "(ids[:, -1:], cache)"),
)
edit(
    "reads_all_tokens_again",
    "With a cache the model is given all of the text in each turn, so the cache then holds it twice. After the first"
    " turn give only the new token.",
    ("(ids[:, len(cache) :], cache)", "(ids, cache)"),
)
edit(
    "does_not_use_the_cache",
    "The cache is never used, because every turn reads all of the text. With a cache call model(ids, cache), with only"
    " what is new.",
    ("if cache is None else (ids[:, len(cache) :], cache)", ""),
)
