"""What beginners hand in for a paged cache, and what to tell them."""

import numpy as np

from dojo import edit, ideas, mistake

ideas(
    wrong_axis="writes_tokens_as_heads",
    missing_term="rescales_nothing does_not_scale",
    off_by_one="counts_no_block_for_the_copy refuses_the_last_block",
    end_of_interval="takes_a_block_too_early copies_full_blocks gives_a_token_too_many",
    order_of_steps="takes_blocks_before_it_refuses fills_a_slot_a_step_late",
    entries_mixed_up="weaves_the_blocks turns_the_table_round",
    opposite_choice="lets_in_the_newest",
    stale_state="shows_old_numbers attends_to_old_numbers forgets_the_maximum weighs_old_numbers_with_0",
    state_not_kept="keeps_blocks_for_ever keeps_the_old_user",
    counted_twice="gives_back_what_others_use",
    alias_or_copy="writes_into_shared_blocks shares_the_table copies_its_own_block shares_tables_between_caches",
    writes_into_input="counts_down_the_lengths",
    dtype_lost="keeps_float32 takes_the_dtype_of_what_comes",
    empty_input="copies_for_nothing",
    wrong_initialisation="copies_an_empty_block begins_with_a_maximum_of_0",
    silent_error="gives_a_name_twice",
    hidden_cost="attends_to_a_copy copies_when_forked",
    wrong_stop="waits_for_the_batch",
    partial_case="writes_into_one_block",
)

SHARED = "shared = total > old and old % size > 0 and self.users[table[-1]] > 1  # a block is written that others use"
ROOM = "if -(-total // size) - len(table) + shared > self.free_blocks:"
COPY = "self.pool[copy] = self.pool[last]"
LOWER = "self.users[last] -= 1\n"
GROW = "while len(table) * size < total:"
WRITE = "self.pool[table[t // size], :, :, t % size] = k[:, t - old], v[:, t - old]"
TAKE = "block = self.unused.pop()"
CUT = "k, v = both[:, :, : self.lengths[text]]"
TWIN = "self.tables[twin], self.lengths[twin] = list(self.tables[text]), self.lengths[text]"
BACK = "if self.users[block] == 0:"
FILLED = "filled = min(cache.size, cache.lengths[text] - i * cache.size)"
FILL = "while waiting and len(running) < slots:"

# ------------------------------------------------------------------------------ one text, and several

edit(
    "takes_a_block_too_early",
    "A text takes its next block as soon as the last one is full. Take it when a token needs it: S tokens hold S / size"
    " blocks, rounded up.",
    (GROW, "while len(table) * size <= total:"),
)
edit(
    "writes_into_one_block",
    "All new tokens go to the last block, and those that do not fit wrap round. Token t is in block table[t // size].",
    (WRITE, "self.pool[table[-1], :, :, t % size] = k[:, t - old], v[:, t - old]"),
)
edit(
    "writes_tokens_as_heads",
    "The number of new tokens is read off the axis of the heads. k has the shape (n_heads, T, width).",
    ("total = old + k.shape[1]", "total = old + len(k)"),
)
edit(
    "shows_old_numbers",
    "All places of the last block are returned, those too that no token of the text has. Cut at the text's length.",
    (CUT, "k, v = both"),
)
edit(
    "weaves_the_blocks",
    "The first tokens of all blocks come first: the axes of blocks and of their places are mixed up.",
    ("both = np.moveaxis(blocks, 0, 2)  # (2, h, blocks, size, E)", "both = np.moveaxis(blocks, 0, 3)"),
)
edit(
    "turns_the_table_round",
    "A new block becomes the first of the table. It comes last.",
    ("table.append(self.take())", "table.insert(0, self.take())"),
)
edit(
    "keeps_float32",
    "The pool is float32, so numbers lose half of their digits. Keep float64.",
    (
        "np.zeros((n_blocks, 2, n_heads, block_size, width))",
        "np.zeros((n_blocks, 2, n_heads, block_size, width), np.float32)",
    ),
)
edit(
    "keeps_blocks_for_ever",
    "Blocks that have no users any more are not given back.",
    ("self.unused.append(block)", "pass"),
)
edit(
    "gives_a_name_twice",
    "A new text gets the name of one that is still there. The number of texts is no name: it falls when a text goes.",
    ("self.names += 1", "self.names = len(self.tables) + 1"),
)

# ------------------------------------------------------------------------------ forks

edit(
    "shares_the_table",
    "Both texts have the same list as their table, so both grow. Copy the list of numbers.",
    (TWIN, "self.tables[twin], self.lengths[twin] = self.tables[text], self.lengths[text]"),
)
edit(
    "writes_into_shared_blocks",
    "A token is written into a block that a different text uses, too. Take a copy first, and write there.",
    (SHARED, "shared = False"),
)
edit(
    "copies_full_blocks",
    "The last block is copied although it is full. It is never written again, and may be shared for ever.",
    (SHARED, "shared = total > old and old > 0 and self.users[table[-1]] > 1"),
)
edit(
    "copies_its_own_block",
    "The last block is copied whoever uses it. Nobody else does: write into it.",
    (SHARED, "shared = total > old and old % size > 0"),
    (LOWER, "self.users[last] -= 1\nself.unused += [last] * (self.users[last] == 0)\n"),
)
edit(
    "copies_for_nothing",
    "A copy is taken although no token is added.",
    (SHARED, "shared = old % size > 0 and self.users[table[-1]] > 1"),
)
edit(
    "copies_an_empty_block",
    "The new block takes the place of the shared one without its numbers. Copy them.",
    (COPY, "self.pool[copy] = 0"),
)
edit(
    "keeps_the_old_user",
    "After the copy, the old block still counts this text as a user, and is never free again.",
    (LOWER, ""),
)
edit(
    "gives_back_what_others_use",
    "A block is given back although a different text uses it. Wait until its users are 0.",
    (BACK, "if block not in self.unused:"),
)
edit(
    "copies_when_forked",
    "The fork gets copies of all blocks. Share them: only the block that is written is copied, and only then.",
    (TWIN, "self.append(twin, *self.gather(text))"),
    ("self.users[block] += 1", "pass"),
)

# ------------------------------------------------------------------------------ refusals

edit(
    "takes_blocks_before_it_refuses",
    "Blocks are taken before it is clear that there are enough, and kept after the MemoryError. Count first.",
    (ROOM, "if shared > self.free_blocks:"),
    (TAKE, 'if not self.unused:\n    raise MemoryError("no block is free")\nblock = self.unused.pop()'),
)
edit(
    "counts_no_block_for_the_copy",
    "The copy needs a block, too: count it before you decide whether there are enough.",
    (ROOM, "if -(-total // size) - len(table) > self.free_blocks:"),
)
edit(
    "refuses_the_last_block",
    "The last free block is never given out. Refuse if more blocks are needed than are free.",
    (ROOM, "if total > old and -(-total // size) - len(table) + shared >= max(self.free_blocks, 1):"),
)

# ------------------------------------------------------------------------------ attention over pages

edit(
    "attends_to_old_numbers",
    "All places of the last block take part, those too that no token of the text has. Cut the last block.",
    (FILLED, "filled = cache.size"),
)
edit(
    "rescales_nothing",
    "Sums of different maxima are added. Multiply what you have by exp(old maximum - new maximum) first.",
    ("weights, old = np.exp(scores - new), np.exp(top - new)", "weights, old = np.exp(scores - new), 1.0"),
)
edit(
    "forgets_the_maximum",
    "Every block begins with a maximum of its own, and what came before is lost. Keep the larger of both.",
    ("new = np.maximum(top, scores.max(axis=1, keepdims=True))", "new = scores.max(axis=1, keepdims=True)"),
    ("top = new", "top = top"),
)
edit(
    "does_not_scale",
    "The scores are not divided by the root of the width.",
    ("/ q.shape[1] ** 0.5", ""),
)


@mistake(
    "paged_attention",
    "The text is gathered into one array, so every step copies the entire cache. Go from block to block.",
)
def attends_to_a_copy(q, cache, text):
    k, v = cache.gather(text)
    scores = np.einsum("he,hse->hs", q, k) / q.shape[1] ** 0.5
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.einsum("hs,hse->he", weights / weights.sum(axis=1, keepdims=True), v)


# ------------------------------------------------------------------------------ batches

edit(
    "waits_for_the_batch",
    "New texts come in only when all of a batch are done. Fill each slot as soon as it is empty.",
    (FILL, "while waiting and len(running) < slots and not any(left[t] < lengths[t] for t in running):"),
)
edit(
    "gives_a_token_too_many",
    "A text stays one step longer than it needs. It leaves with its last token.",
    ("if left[text] > 0]", "if left[text] >= 0]"),
)
edit(
    "counts_down_the_lengths",
    "The caller's list is counted down. Count in a copy.",
    ("list(range(len(lengths))), list(lengths), [], []", "list(range(len(lengths))), lengths, [], []"),
)
edit(
    "lets_in_the_newest",
    "The text that came last is let in first. Take the one that has waited longest.",
    ("waiting.pop(0)", "waiting.pop()"),
)


@mistake("continuous", "A slot stays empty for a step after its text is done. Fill it before the next step.")
def fills_a_slot_a_step_late(lengths, slots):
    waiting, left, running, steps = list(range(len(lengths))), list(lengths), [], []
    while waiting or any(left[text] for text in running):
        room = slots - len(running)
        running = [text for text in running if left[text] > 0] + waiting[:room]
        waiting = waiting[room:]
        steps.append(running)
        for text in running:
            left[text] -= 1
    return steps


# ------------------------------------------------------------------------------ what is seldom asked

edit(
    "shares_tables_between_caches",
    "The tables belong to the class, so that a second cache takes them from the first. Keep them in self.",
    (
        "self.tables, self.lengths, self.size, self.names = {}, {}, block_size, 0",
        "PagedCache.tables, self.lengths, self.size, self.names = {}, {}, block_size, 0",
    ),
)
edit(
    "takes_the_dtype_of_what_comes",
    "The pool takes the dtype of what is appended. It is of float64, whatever comes.",
    (GROW, f"self.pool = self.pool.astype(k.dtype)\n{GROW}"),
)
edit(
    "begins_with_a_maximum_of_0",
    "The maximum begins at 0. Where all scores lie far below it, every weight becomes 0. Begin with -inf.",
    ("np.full((len(q), 1), -np.inf)", "np.zeros((len(q), 1))"),
)
edit(
    "weighs_old_numbers_with_0",
    "Places that are not filled get the weight 0, but 0 times an old infinity is NaN. Take the filled places alone.",
    ("[:, :, :filled]", ""),
    ("/ q.shape[1] ** 0.5", "/ q.shape[1] ** 0.5\nscores[:, filled:] = -np.inf"),
)
