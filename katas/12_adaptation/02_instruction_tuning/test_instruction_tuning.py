"""Instruction tuning learns what the assistant says, and its end, each token predicted one place before its own."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges, on_its_device

pytestmark = pytest.mark.kata(
    minutes=50,
    targets="torch",
    uses=["cross_entropy"],
    ladder={"logits": "finite"},
    long="V",
)
on_texts = pytest.mark.kata(targets="torch-cpu")
edges_of_texts = edges(targets="torch-cpu")

SPECIAL = {"system": 90, "user": 1, "assistant": 2, "end": 3}
ROLES = "system", "user", "assistant"
SHORT = [("user", "hi"), ("assistant", "no")]
LONG = [
    ("system", "Be kind\n"),
    ("user", " what"),
    ("assistant", "he is "),
    ("user", "The"),
    ("assistant", "\n\na bath"),
]
IDS = np.array([[0, 1, 2, 0, 1, 3]])
MASK = np.array([[False, False, False, True, True, True]])


def encode(text):
    """th is 40, he is 41, a letter 10 to 35, and whatever else 39"""
    ids = []
    while text:
        pair = {"th": 40, "he": 41}.get(text[:2])
        ids.append(pair or (ord(text[0]) - 87 if "a" <= text[0] <= "z" else 39))
        text = text[2:] if pair else text[1:]
    return ids


def rendered(solution, turns, special):
    """The tokens of a conversation as numbers, and for each 1 where it is learned."""
    import torch

    messages = [{"role": role, "content": content} for role, content in turns]
    ids, mask = solution.render(messages, encode, dict(special))
    found = {"ids": ids, "mask": mask}
    return {name: torch.tensor([int(entry) for entry in found[name]], dtype=torch.int64) for name in found}


def are_lists(solution, turns, special):
    """Whether `render` returns lists, or tuples, and no arrays."""
    found = solution.render([{"role": role, "content": content} for role, content in turns], encode, dict(special))
    return [isinstance(part, (list, tuple)) for part in found]


def ids_of(solution, turns, special):
    """The tokens of a conversation."""
    return rendered(solution, turns, special)["ids"]


def mask_of(solution, turns, special):
    """For each token of a conversation 1 where it is learned."""
    return rendered(solution, turns, special)["mask"]


def with_losses(losses, ids, n_tokens=4):
    """Logits that give the tokens of a text from the second these losses, and the last place anything."""
    probs = np.exp(-np.asarray(losses, float))
    logits = np.repeat(np.log((1 - probs) / (n_tokens - 1))[:, :, None], n_tokens, axis=2)
    np.put_along_axis(logits, ids[:, 1:, None], np.log(probs)[:, :, None], axis=2)
    last = np.tile(np.arange(n_tokens) * 1.5, (len(ids), 1, 1))
    return np.concatenate([logits, last], axis=1)


LOGITS = with_losses([[2.0, 2.0, 1.0, 1.0, 3.0]], IDS)


@st.composite
def batches(draw, dtypes=(np.float64,)):
    """Logits of a batch of texts, their tokens, and which of them count: the second of the first text at least."""
    n_texts, length, n_tokens = draw(st.integers(1, 3)), draw(st.integers(2, 6)), draw(st.integers(2, 5))
    rng = np.random.default_rng(draw(st.integers(0, 9999)))
    ids, mask = rng.integers(0, n_tokens, (n_texts, length)), rng.random((n_texts, length)) < 0.6
    mask[0, 1] = True
    size = draw(st.sampled_from([1.0, 10.0] if len(dtypes) == 1 else [1.0, 1e3]))
    return (size * rng.normal(size=(n_texts, length, n_tokens))).astype(draw(st.sampled_from(dtypes))), ids, mask


# ------------------------------------------------------------------------------------------ core


@on_texts
def test_worked_conversation(kata):
    kata.check_figure(ids_of, SHORT, SPECIAL, gives=[1, 17, 18, 3, 2, 23, 24, 3])
    kata.check_figure(mask_of, SHORT, SPECIAL, gives=[0, 0, 0, 0, 0, 1, 1, 1])


@on_texts
@pytest.mark.parametrize("turns", [SHORT, LONG, LONG[:3], LONG[1:4]], ids=["two", "five", "three", "ends with user"])
def test_renders_conversations(kata, turns):
    kata.check(rendered, turns, SPECIAL)


@on_texts
def test_returns_two_lists(kata):
    kata.equal(kata.run(are_lists, SHORT, SPECIAL), [True, True], "ids and mask are lists of Python")


@on_texts
@given(st.lists(st.tuples(st.sampled_from(ROLES), st.text("the xa", max_size=5)), max_size=5))
def test_a_conversation_is_its_messages_one_after_another(kata, turns):
    parts = [kata.run(rendered, [turn], SPECIAL) for turn in turns]
    whole = kata.run(rendered, turns, SPECIAL)
    for name in ("ids", "mask"):
        joined = np.concatenate([np.zeros(0, np.int64), *[part[name] for part in parts]])
        kata.equal(whole[name], joined, f"the {name} of a conversation are those of its messages, joined")


def test_worked_loss(kata):
    kata.check_figure("sft_loss", LOGITS, IDS, MASK, gives=1.667, decimals=3)


def test_all_tokens_of_a_batch_count_alike(kata):
    ids, mask = np.array([[0, 1, 2, 3], [3, 2, 1, 0]]), np.array([[0, 0, 0, 1], [0, 1, 1, 1]], bool)
    logits = with_losses([[0.5, 0.5, 4.0], [1.0, 1.0, 1.0]], ids)
    kata.check_figure("sft_loss", logits, ids, mask, gives=1.75, decimals=3)


@pytest.mark.parametrize("first", [False, True], ids=["first token not marked", "first token marked"])
def test_the_first_token_is_never_predicted(kata, first):
    kata.check("sft_loss", LOGITS, IDS, np.array([[first, True, False, False, True, False]]))


@given(batches())
@example((np.concatenate([LOGITS, LOGITS]), np.concatenate([IDS, IDS]), np.concatenate([MASK & False, MASK])))
def test_agrees_with_torch(kata, batch):
    logits, ids, mask = batch
    kata.check("sft_loss", logits, ids, mask, scale=np.abs(logits).max())


@given(batches(), st.integers(0, 99))
def test_what_does_not_count_plays_no_part(kata, batch, seed):
    logits, ids, mask = batch
    rng, counts = np.random.default_rng(seed), np.pad(mask[:, 1:], ((0, 0), (0, 1)))
    others = np.where(counts[:, :, None], logits, rng.normal(size=logits.shape))
    padded = np.where(mask, ids, 0)
    law = "the logits before a token that does not count, and its id, do not matter"
    found, expected = kata.sft_loss(others, padded, mask), kata.sft_loss(logits, ids, mask)
    kata.equal(found, expected, law, scale=np.abs(logits).max())


# ----------------------------------------------------------------------------------------- edges


@edges_of_texts
@pytest.mark.parametrize("name", [*ROLES, "end"])
def test_any_special_token_may_have_the_id_0(kata, name):
    kata.check(rendered, LONG, {**SPECIAL, name: 0})


@edges_of_texts
@pytest.mark.parametrize("text", ["<|end|>", "end", "user", "<|assistant|> the"])
def test_a_text_that_looks_like_a_special_token_is_text(kata, text):
    kata.check(rendered, [("user", text), ("assistant", text)], SPECIAL)


@edges_of_texts
@pytest.mark.parametrize("turns", [[], [("assistant", "")], [("user", ""), ("assistant", "a")]], ids=len)
def test_conversations_and_contents_may_be_empty(kata, turns):
    kata.check(rendered, turns, SPECIAL)


@edges_of_texts
@pytest.mark.parametrize("role", ["tool", "end", "Assistant", ""])
def test_refuses_other_roles(kata, role):
    kata.check_raises(ValueError, rendered, [("user", "hi"), (role, "no")], SPECIAL, says=[role])


@edges
@pytest.mark.parametrize("length", [6, 1])
@pytest.mark.parametrize("marked", [[], [0]], ids=["none", "the first"])
def test_refuses_a_batch_in_which_nothing_counts(kata, length, marked):
    mask = np.zeros((1, length), bool)
    mask[0, marked] = True
    kata.check_raises(ValueError, "sft_loss", LOGITS[:, :length], IDS[:, :length], mask)


@edges
@given(batches((np.float64, np.float32)))
@example(((1e3 * LOGITS).astype(np.float32), IDS, MASK))
def test_agrees_for_any_dtype_and_size(kata, batch):
    logits, ids, mask = batch
    kata.check("sft_loss", logits, ids, mask, scale=np.abs(logits).max())


@edges
@pytest.mark.parametrize("dtype", [np.int64, np.float64], ids=["whole numbers", "floats"])
def test_a_mask_may_be_0_and_1(kata, dtype):
    kata.check("sft_loss", LOGITS, IDS, MASK.astype(dtype))


@edges
@pytest.mark.parametrize("place", [0, 3], ids=["does not count", "counts"])
def test_a_token_may_be_impossible(kata, place):
    """It plays no part where it does not count, and makes the loss infinite where it does."""
    logits = LOGITS.copy()
    logits[0, place, IDS[0, place + 1]] = -np.inf
    kata.check("sft_loss", logits, IDS, MASK)


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch")
@given(batches())
def test_gradient_agrees_with_torch(kata, batch):
    kata.check_gradient("sft_loss", *batch)


test_stays_on_the_device_of_its_input = on_its_device("sft_loss", LOGITS, IDS, MASK)
