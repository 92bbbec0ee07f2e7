"""What beginners hand in for a KV cache, and what to tell them."""

import torch
from kv_cache import Cache
from torch.nn import functional as F

from dojo import edit, ideas, mistake

ideas(
    wrong_divisor="does_not_scale scales_by_the_whole_width",
    missing_term="forgets_the_positions forgets_the_last_norm forgets_the_norms",
    swapped_arguments="swaps_what_was_kept",
    off_by_one="stands_one_too_far hides_a_token_from_itself",
    end_of_interval="refuses_the_last_place",
    order_of_steps="asks_for_the_length_in_the_loop keeps_what_it_refuses",
    entries_mixed_up="puts_the_new_ones_first",
    stale_state="begins_at_0_again",
    state_not_kept="keeps_nothing never_reads_the_cache keeps_the_first_piece_alone hands_the_model_no_cache",
    not_accumulated="keeps_the_last_piece_alone",
    alias_or_copy="shares_one_place keeps_them_in_the_model",
    wrong_exception="takes_any_number_of_tokens",
    silent_error="stays_at_the_last_position",
    refuses_what_is_allowed="holds_every_model_to_its_context",
    sees_the_future="has_no_mask",
    shifted_targets="begins_the_diagonal_at_key_0",
    broadcast_by_accident="has_one_position_for_a_piece",
    hidden_cost="computes_the_whole_text makes_keys_and_values_anew",
    partial_case=(
        "masks_the_first_piece_alone returns_the_last_logits_alone gives_the_last_logits_alone"
        " checks_the_new_ones_alone has_one_way_for_all_models extends_and_gives_the_new_ones_back"
        " extends_and_gives_nothing_back"
    ),
)


def _mask(old, new, device):
    """New token i may attend to the keys 0 ... old + i."""
    return torch.ones(new, old + new, dtype=torch.bool, device=device).tril(old)


def _check(model, old, new):
    if old + new > model.context:
        raise ValueError(f"{old + new} tokens do not fit into a context of {model.context}")


def _extend(cache, layer, k, v):
    return cache.extend(layer, k, v)


def _root(q, heads):
    return q.shape[-1] ** 0.5


def _forward(model, ids, cache, *, mask=_mask, extend=_extend, root=_root):
    """The forward pass with one step done otherwise."""
    old, new = len(cache), ids.shape[1]
    _check(model, old, new)
    x = model.tokens(ids) + model.positions(torch.arange(old, old + new, device=ids.device))
    for layer, block in enumerate(model.blocks):
        heads = block.attention
        parts = heads.qkv(block.norm1(x)).chunk(3, dim=-1)
        q, k, v = (part.unflatten(-1, (heads.n_heads, -1)).transpose(1, 2) for part in parts)
        k, v = extend(cache, layer, k, v)
        scores = q @ k.mT / root(q, heads)
        weights = scores.masked_fill(~mask(old, new, ids.device), -torch.inf)
        x = x + heads.out((weights.softmax(dim=-1) @ v).transpose(1, 2).flatten(2))
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
    return model.head(model.norm(x))


# ------------------------------------------------------------------------------ where the new tokens stand


edit(
    "begins_at_0_again",
    "Every piece begins at position 0. The new tokens come after those in the cache, so their positions go on from"
    " len(cache).",
    ("model.positions(places[old:])", "model.positions(places[: ids.shape[1]])"),
)

edit(
    "stands_one_too_far",
    "The positions are one too high. With n tokens in the cache, at the positions 0 ... n - 1, the first new one is"
    " at n.",
    ("model.positions(places[old:])", "model.positions((places[old:] + (old > 0)).clamp(max=model.context - 1))"),
)

edit(
    "has_one_position_for_a_piece",
    "All tokens of a piece have one position, that of the first. They go on one by one: n, n + 1, n + 2, ...",
    ("model.positions(places[old:])", "model.positions(places[old : old + 1])"),
)

edit(
    "forgets_the_positions",
    "The new tokens get no position. Add model.positions at n ... n + T - 1 to the tokens.",
    (" + model.positions(places[old:])", ""),
)


# ------------------------------------------------------------------------------ the mask


edit(
    "begins_the_diagonal_at_key_0",
    "The mask begins at key 0, as is_causal does if there are fewer queries than keys, so the first new token sees"
    " only the first key. New token i may attend to the keys 0 ... n + i: shift the diagonal by n, the cache's length.",
    ("places <= places[old:, None]", "places <= places[: ids.shape[1], None]"),
)

edit(
    "has_no_mask",
    "There is no mask, so a token sees the later ones of its own piece. With one new token none is needed; with T of"
    " them token i may attend to the keys 0 ... n + i.",
    ("attention(q, k, v, mask)", "attention(q, k, v)"),
)

edit(
    "masks_the_first_piece_alone",
    "Only the first piece has a mask. A later piece of several tokens needs one too: T rows, n + T columns, its"
    " diagonal shifted by n.",
    ("places <= places[old:, None]", "places <= places[old:, None] if old == 0 else None"),
)

edit(
    "hides_a_token_from_itself",
    "A new token does not see itself: the diagonal is shifted by n - 1. Shift it by n, the length of the cache.",
    ("places <= places[old:, None]", "places < places[old:, None]"),
)


@mistake(
    "forward_cached",
    "len(cache) is asked in the loop, after the first block has made the cache longer, so from the second block on"
    " tokens see later ones. Ask once, before the loop.",
)
def asks_for_the_length_in_the_loop(model, ids, cache):
    masks = iter([_mask] + [lambda old, new, device: torch.ones(new, old + new, dtype=torch.bool, device=device)] * 99)
    return _forward(model, ids, cache, mask=lambda *sizes: next(masks)(*sizes))


# ------------------------------------------------------------------------------ what is kept


edit(
    "keeps_nothing",
    "Nothing is kept: the new keys and values are used, and then lost. Put them into the cache, block by block.",
    ("k, v = cache.extend(layer, k, v)  # (B, h, n + T, E) each\nreturn", "return"),
)

edit(
    "never_reads_the_cache",
    "New tokens attend only to each other: the cache is never read, or the mask hides it. They may attend to all n"
    " keys in it, and to the new ones up to their own.",
    ("k, v = cache.extend(layer, k, v)  # (B, h, n + T, E) each", "cache.extend(layer, k, v)"),
    ("places <= places[old:, None]", "places[old:] <= places[old:, None]"),
)

edit(
    "keeps_the_first_piece_alone",
    "The cache is read, but does not grow after the first piece. Keep old and new keys together, and the values, too.",
    ("self.layers[layer] = both", "self.layers.setdefault(layer, both)"),
)

edit(
    "keeps_the_last_piece_alone",
    "The new keys and values take the place of the old ones in the cache. Put old and new together: torch.cat along the"
    " axis of the tokens.",
    ("self.layers[layer] = both", "self.layers[layer] = torch.stack([k, v])"),
)

edit(
    "puts_the_new_ones_first",
    "The new keys are placed before the old ones, so the mask treats them as the oldest. Add them at the end: old"
    " first, then new.",
    ("torch.cat([self.layers[layer], both], dim=-2)", "torch.cat([both, self.layers[layer]], dim=-2)"),
)

edit(
    "swaps_what_was_kept",
    "Keys and values of the past are swapped: what was kept as keys comes back as values. Keep both in the same order.",
    ("torch.cat([self.layers[layer], both], dim=-2)", "torch.cat([self.layers[layer].flip(0), both], dim=-2)"),
)


@mistake(
    "forward_cached",
    "All blocks share one place in the cache, so each finds the keys of the last one. Each block keeps keys and values"
    " of its own.",
)
def shares_one_place(model, ids, cache):
    old = cache.layers.get(0)

    def extend(cache, layer, k, v):
        both = torch.stack([k, v]) if old is None else torch.cat([old, torch.stack([k, v])], dim=-2)
        cache.layers[0] = both
        return both

    return _forward(model, ids, cache, extend=extend)


@mistake(
    "forward_cached",
    "Keys and values are kept in the model, so two texts that are written in turn find each other's. Keep them in the"
    " cache that is passed in.",
)
def keeps_them_in_the_model(model, ids, cache):
    if not hasattr(model, "kept"):
        model.kept = Cache()
    logits = _forward(model, ids, model.kept)
    cache.layers = dict(model.kept.layers)
    return logits


# ------------------------------------------------------------------------------ what it costs


@mistake(
    "forward_cached",
    "The logits are right, but all of the text is computed again in each step, which the cache should avoid. Keep keys"
    " and values, and compute only the new tokens.",
)
def computes_the_whole_text(model, ids, cache):
    past = cache.layers.get("ids")
    everything = ids if past is None else torch.cat([past, ids], dim=1)
    logits = _forward(model, everything, Cache())
    _keep(cache, everything)
    return logits[:, -ids.shape[1] :]


def _keep(cache, ids):
    """The ids in the cache, and something of their length where the cache looks for it."""
    cache.layers = {0: ids[None, :, None, :, None], "ids": ids}


@mistake(
    "forward_cached",
    "The cache holds the tokens' vectors, and keys and values are computed from them again in each step. Keep the"
    " keys and values themselves: they do not change any more.",
)
def makes_keys_and_values_anew(model, ids, cache):
    old, new = len(cache), ids.shape[1]
    _check(model, old, new)
    x = model.tokens(ids) + model.positions(torch.arange(old, old + new, device=ids.device))
    for layer, block in enumerate(model.blocks):
        heads, normed = block.attention, block.norm1(x)
        both = torch.stack([normed[:, None], normed[:, None]])
        if layer in cache.layers:
            both = torch.cat([cache.layers[layer], both], dim=-2)
        cache.layers[layer] = both
        q, k, v = (
            part.unflatten(-1, (heads.n_heads, -1)).transpose(1, 2)
            for part in heads.qkv(both[0, :, 0]).chunk(3, dim=-1)
        )
        scores = (q[:, :, old:] @ k.mT / q.shape[-1] ** 0.5).masked_fill(~_mask(old, new, ids.device), -torch.inf)
        x = x + heads.out((scores.softmax(dim=-1) @ v).transpose(1, 2).flatten(2))
        x = x + block.down(F.gelu(block.up(block.norm2(x))))
    return model.head(model.norm(x))


# ------------------------------------------------------------------------------ the rest of the forward pass


edit(
    "returns_the_last_logits_alone",
    "Only the logits of the last new token are returned. Each of the T new tokens has its own: (B, T, V).",
    ("model.norm(x)", "model.norm(x[:, -1:])"),
)


@mistake("forward_cached", "The scores are not divided by √E, the root of the width of a head, as the model's own are.")
def does_not_scale(model, ids, cache):
    return _forward(model, ids, cache, root=lambda q, heads: 1.0)


@mistake("forward_cached", "The scores are divided by √dim. A score sums the products of one head: divide by √E.")
def scales_by_the_whole_width(model, ids, cache):
    return _forward(model, ids, cache, root=lambda q, heads: (q.shape[-1] * heads.n_heads) ** 0.5)


edit(
    "forgets_the_last_norm",
    "The last norm is missing: what goes into the head is model.norm(x), not x itself.",
    ("model.head(model.norm(x))", "model.head(x)"),
)

edit(
    "forgets_the_norms",
    "The norms of the blocks are missing: attention reads block.norm1(x), and the small network block.norm2(x).",
    ("block.norm1(x)", "x"),
    ("block.norm2(x)", "x"),
)


# ------------------------------------------------------------------------------ the context


edit(
    "takes_any_number_of_tokens",
    "More tokens than the context cause an IndexError. Check before you compute, and raise a ValueError that"
    " mentions both numbers.",
    (
        "if total > model.context:\n"
        '    raise ValueError(f"{total} tokens do not fit into a context of {model.context}")\n'
        "places",
        "places",
    ),
)

edit(
    "stays_at_the_last_position",
    "Beyond the context all tokens silently get the last position. The model has no more positions, so raise a"
    " ValueError.",
    (
        "if total > model.context:\n"
        '    raise ValueError(f"{total} tokens do not fit into a context of {model.context}")\n'
        "places",
        "places",
    ),
    ("model.positions(places[old:])", "model.positions(places[old:].clamp(max=model.context - 1))"),
)

edit(
    "checks_the_new_ones_alone",
    "Only the number of new tokens is checked. Those in the cache count, too: n + T may not be more than the context.",
    ("if total > model", "if ids.shape[1] > model"),
)

edit(
    "refuses_the_last_place",
    "The last place of the context is refused, but n + T may be as large as the context.",
    ("total > model.context", "total >= model.context"),
)


@mistake(
    "forward_cached",
    "The refusal comes too late: the cache already holds the tokens that did not fit. Check the lengths before anything"
    " is kept.",
)
def keeps_what_it_refuses(model, ids, cache):
    if len(cache) + ids.shape[1] > model.context and cache.layers:
        cache.layers = {
            layer: torch.cat([kept, kept[..., : ids.shape[1], :]], -2) for layer, kept in cache.layers.items()
        }
    return _forward(model, ids, cache)


# ------------------------------------------------------------------------------ a model that takes the cache itself


edit(
    "has_one_way_for_all_models",
    "A model whose forward takes a cache has blocks with other parts. Ask it itself: return model(ids, cache).",
    (
        'if "cache" in signature(model.forward).parameters:  # it takes the cache along itself\n'
        "    return model(ids, cache)\n",
        "",
    ),
)

edit(
    "holds_every_model_to_its_context",
    "A model that handles the cache itself is refused tokens beyond its context. It may well go on, so leave that to"
    " it.",
    (
        "in signature(model.forward).parameters:",
        "in signature(model.forward).parameters and len(cache) + ids.shape[1] <= model.context:",
    ),
)

edit(
    "hands_the_model_no_cache",
    "A model that handles the cache itself is called without it, so each piece begins a new text. Return model(ids,"
    " cache).",
    ("return model(ids, cache)", "return model(ids)"),
)

edit(
    "gives_the_last_logits_alone",
    "A model that handles the cache itself gives the logits of all new tokens, (B, T, V). Return all of them.",
    ("return model(ids, cache)", "return model(ids, cache)[:, -1:]"),
)

edit(
    "extends_and_gives_the_new_ones_back",
    "extend returns only the new keys and values. A block needs those of all tokens so far.",
    ("return both", "return torch.stack([k, v])"),
    (
        "k, v = cache.extend(layer, k, v)  # (B, h, n + T, E) each",
        "cache.extend(layer, k, v)\nk, v = cache.layers[layer]",
    ),
)

edit(
    "extends_and_gives_nothing_back",
    "extend keeps the keys and values, but returns None. Return the keys and the values of all tokens so far.",
    ("return both", "pass"),
    (
        "k, v = cache.extend(layer, k, v)  # (B, h, n + T, E) each",
        "cache.extend(layer, k, v)\nk, v = cache.layers[layer]",
    ),
)
