"""Byte pair encoding writes any text in ids: the 256 bytes, and the pairs that come most often."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dojo import edges

pytestmark = pytest.mark.kata(
    minutes=85,
    targets="python",
    ladder={
        "merges.text": "text-length",
        "ids_of_the_text.text": "text-length",
        "encoded.text": "text-length",
        "encoded.other": "text-length",
    },
)

FIGURE = "aaabdaaabac"
WORDS = "the cat sat on the mat, the cat that sat on the hat, the rat"
SENTENCE = "the cat's 12 mats,  no!"
MANY_BYTES = "né né 👋🌍 né naïve 👋🌍 日本 日本 日"

letters = st.text("ab", min_size=2, max_size=24) | st.text("abcd e", min_size=2, max_size=40)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text("aé👋 \n日", max_size=24)
sizes = st.integers(256, 272)
words = ["the", "né", "日本", "A", "12", "2026", "\u0663", "'s", "'ll", "'d", "'S"]
signs = ["'", "_", "!?", "e\u0301", "👋", " ", "  ", "\n"]
texts_to_cut = st.lists(st.sampled_from(words + signs), max_size=12).map("".join) | st.text(
    st.characters(exclude_categories=["Cs", "No", "Nl"]), max_size=16
)


# ------------------------------------------------------------------------------------- scenarios


def trained(solution, text, vocab_size):
    tokenizer = solution.Tokenizer()
    tokenizer.train(text, vocab_size)
    return tokenizer


def plain(ids):
    return [int(i) for i in ids]


def merges(solution, text, vocab_size):
    """The pairs and their new ids, in the order learnt."""
    return [[list(pair), new] for pair, new in trained(solution, text, vocab_size).merges.items()]


def vocab(solution, text, vocab_size):
    return dict(trained(solution, text, vocab_size).vocab)


def ids_of_the_text(solution, text, vocab_size):
    return np.array(plain(trained(solution, text, vocab_size).encode(text)))


def encoded(solution, text, vocab_size, other):
    """The ids of another text than the tokenizer was trained on."""
    return plain(trained(solution, text, vocab_size).encode(other))


def there_and_back(solution, text, vocab_size, other):
    tokenizer = trained(solution, text, vocab_size)
    return tokenizer.decode(tokenizer.encode(other))


def decoded(solution, text, vocab_size, ids):
    return trained(solution, text, vocab_size).decode(list(ids))


def of_a_new_one(solution, text):
    """What a tokenizer knows that was not trained; another one was."""
    trained(solution, FIGURE, 258)
    tokenizer = solution.Tokenizer()
    ids = tokenizer.encode(text)
    return {"merges": dict(tokenizer.merges), "vocab": dict(tokenizer.vocab), "ids": plain(ids)}


def trained_again(solution, first, second, vocab_size):
    tokenizer = trained(solution, first, vocab_size)
    tokenizer.encode(second)
    tokenizer.train(second, vocab_size)
    merges, vocab = dict(tokenizer.merges), dict(tokenizer.vocab)
    return {"merges": merges, "vocab": vocab, "ids": plain(tokenizer.encode(second))}


def two_tokenizers(solution, first, second, vocab_size):
    """The merges of one, after another was trained on another text."""
    one, other = trained(solution, first, vocab_size), trained(solution, second, vocab_size)
    return [dict(one.merges), dict(other.merges)]


def after_encoding(solution, text, vocab_size, other):
    tokenizer = trained(solution, text, vocab_size)
    tokenizer.decode(tokenizer.encode(other))
    return {"merges": dict(tokenizer.merges), "ids in the vocabulary": len(tokenizer.vocab)}


def lengths(solution, text):
    """How many characters each piece has."""
    return np.array([len(piece) for piece in solution.cut(text)])


# ------------------------------------------------------------------------------------------ core


def test_worked_example(kata):
    kata.check_figure(ids_of_the_text, FIGURE, 259, gives=[258, 100, 258, 97, 99])


@pytest.mark.parametrize("vocab_size", [257, 258, 259, 256])
def test_merges_the_pairs_of_the_worked_example(kata, vocab_size):
    kata.check(merges, FIGURE, vocab_size)


@pytest.mark.parametrize("text", ["zyxzyx", "babab", "cabcab abc"])
def test_of_equals_the_pair_that_stands_first_is_merged(kata, text):
    kata.check(merges, text, 258)


@pytest.mark.parametrize("text", ["aaaaa", "xyxyaaaa", "bcbcaaa"])
def test_counts_pairs_that_overlap(kata, text):
    kata.check(merges, text, 257)


@pytest.mark.parametrize("text", ["aaaaa", "aaabaaaa", "aaa"])
def test_replaces_from_the_left_without_overlap(kata, text):
    kata.check(ids_of_the_text, text, 257)


@given(letters, sizes)
@example(WORDS, 272)
@example(MANY_BYTES, 262)
def test_learns_the_most_frequent_pair_each_time(kata, text, vocab_size):
    kata.check(merges, text, vocab_size)


@given(letters, sizes)
@example(FIGURE, 259)
@example(MANY_BYTES, 262)
def test_an_id_stands_for_the_bytes_of_its_pair_joined(kata, text, vocab_size):
    kata.check(vocab, text, vocab_size)


@given(letters, sizes, letters)
@example("babc", 258, "cbaba")
@example("accc", 260, "acccc")
@example("acbbaabc bca", 262, "aacbc")
@example("bbcb ababab", 262, "abbbc")
@example("cbcaaabab", 261, "caabab")
@example("baccccacaca", 261, "bbacca")
@example(WORDS, 272, "the thatch sat there")
@example(FIGURE, 259, "xyz")
@example("aaaa", 258, "aaaaaaa")
@example("abab abab abab", 260, "ababab babab")
@example("né né né", 258, "nénn é")
def test_encodes_by_the_order_in_which_merges_were_learnt(kata, text, vocab_size, other):
    kata.check(encoded, text, vocab_size, other)


@given(letters, sizes, any_text)
@example(MANY_BYTES, 262, MANY_BYTES)
@example(FIGURE, 259, "👋 né")
@example(WORDS, 272, " The cat\n\tsat. ")
def test_decoding_what_was_encoded_gives_the_text_back(kata, text, vocab_size, other):
    back = kata.run(there_and_back, text, vocab_size, other)
    kata.equal(back, other, "decode(encode(text)) = text")


@given(letters, st.integers(256, 264), letters)
def test_more_merges_never_make_a_text_longer(kata, text, vocab_size, other):
    short, long = (len(kata.run(encoded, text, size, other)) for size in (vocab_size + 4, vocab_size))
    kata.require(short <= long, "with more merges there are at most as many ids")


# ----------------------------------------------------------------------------------------- edges


@edges
@given(any_text, sizes, any_text)
@example("", 300, "abc")
@example("👋", 300, "👋👋")
@example("a" * 9, 260, "")
@example("\x00\r\n\x00\r\n", 258, "\r\n\x00")
@example("\ufeffe\u0301", 258, "\ufeffe\u0301 é")
def test_any_text_can_be_learnt_from_and_encoded(kata, text, vocab_size, other):
    kata.check(merges, text, vocab_size)
    kata.check(encoded, text, vocab_size, other)
    kata.check(there_and_back, text, vocab_size, other)


@edges
@pytest.mark.parametrize("text", ["abc", "aaaa", "a", ""])
def test_stops_where_no_pair_is_left(kata, text):
    kata.check(merges, text, 400)
    kata.check(vocab, text, 400)


@edges
@pytest.mark.parametrize(
    "ids", [[128], [195], [104, 195, 105, 169], [240, 159, 145], [256, 255, 256], [98, 257, 169], []]
)
def test_bytes_that_are_no_text_become_u_fffd(kata, ids):
    kata.check(decoded, "é, é, é", 258, ids)


@edges
@given(st.lists(st.integers(0, 259), max_size=8))
def test_any_ids_can_be_decoded(kata, ids):
    kata.check(decoded, MANY_BYTES, 260, ids)


@edges
def test_a_new_tokenizer_knows_the_bytes(kata):
    kata.check(of_a_new_one, "né!")


@edges
def test_a_second_training_starts_anew(kata):
    kata.check(trained_again, "abababab", FIGURE, 259)
    kata.check(trained_again, WORDS, "xyxy", 262)


@edges
def test_two_tokenizers_share_nothing(kata):
    kata.check(two_tokenizers, WORDS, FIGURE, 259)


@edges
def test_encoding_teaches_nothing(kata):
    kata.check(after_encoding, FIGURE, 258, "xyxyxy 👋👋👋")


@edges
@pytest.mark.parametrize("vocab_size", [255, 3, 0])
def test_refuses_a_vocabulary_without_room_for_the_bytes(kata, vocab_size):
    kata.check_raises(ValueError, merges, FIGURE, vocab_size, says=[vocab_size])


@edges
def test_encodes_ten_thousand_equal_letters(kata):
    kata.check(encoded, "a" * 600, 264, "a" * 10_000)


@edges
def test_worked_example_of_the_cut(kata):
    kata.check("cut", SENTENCE)
    kata.check_figure(lengths, SENTENCE, gives=[3, 4, 2, 3, 5, 1, 1, 3, 1])


@edges
@pytest.mark.parametrize(
    "text",
    [
        "the cat",
        "a, b.",
        "dog! dog?",
        "GPT2 2nd 3.14",
        "123456 in 2026, 12345678901234567890",
        "don't we'll I'm they've you're he'd",
        "'tis 'a' it 's",
        "IT'S it\u2019s",
    ],
)
def test_cuts_words_numbers_and_signs(kata, text):
    kata.check("cut", text)


@edges
@pytest.mark.parametrize(
    "text",
    ["a  b", "a   b  ", " a", "a\nb", "a \n b", "a\n  b", "if x:\n    y\n", "\t\t!", "a\u00a0b", "  ", " ", ""],
)
def test_white_space_leaves_its_last_character(kata, text):
    kata.check("cut", text)


@edges
@pytest.mark.parametrize(
    "text", ["snake_case __init__ _", "naïve né 日本 👋🌍", "e\u0301té", "1_000 x2 \u0663\u0664", "'été's'"]
)
def test_letters_and_digits_are_those_of_unicode(kata, text):
    kata.check("cut", text)


@edges
@given(texts_to_cut)
def test_cuts_any_text(kata, text):
    kata.check("cut", text)


@edges
@given(texts_to_cut)
def test_the_pieces_joined_are_the_text(kata, text):
    kata.equal("".join(kata.cut(text)), text, "the pieces joined are the text")
