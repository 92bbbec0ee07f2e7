"""What beginners hand in for byte pair encoding, and what to tell them."""

from collections import Counter
from itertools import pairwise

from dojo import edit, ideas, mistake

ideas(
    missing_term="EncodesAsBytes",
    opposite_choice="TakesTheRarest ReplacesFromTheRight",
    swapped_arguments="TakesVocabSizeForTheMerges JoinsBackwards",
    off_by_one="BeginsAt257 MergesOnceMore MergesOnceLess",
    end_of_interval="LosesTheLast leaves_the_last_space_at_the_end",
    order_of_steps="MergesFromTheLeft EncodesByFrequency EncodesFromTheLastMerge",
    stale_state="CountsOnce GoesOnTraining ForgetsTheVocabularyAlone",
    counted_twice="GoesOnByOne",
    alias_or_copy="SharesItsMerges SharesAll",
    empty_input="has_empty_pieces",
    nan_hidden="LeavesOutBadBytes",
    wrong_exception="AssertsTheSize",
    silent_error="TakesAnySize",
    refuses_what_is_allowed="RaisesAtBadBytes RaisesAtBadBytesAndTakesAnySize",
    base_or_units="HoldsTexts returns_bytes",
    leakage="LearnsWhileEncoding",
    wrong_initialisation="HasNoBytesInItsVocabulary",
    ties_and_order="TakesTheSmallestOfEquals TakesTheLargestOfEquals TakesTheLastOfEquals",
    wrong_stop=(
        "EncodesInOneSweep ReplacesOnce StopsAtPairsThatComeOnce RaisesWherePairsRunOut "
        "RaisesWherePairsRunOutAndAtBadBytes RaisesEverywhereAndTakesAnySize"
    ),
    wrong_formula="CountsWithoutOverlap",
    text_handling=(
        "TakesCharacters DecodesTokenByToken CutsIntoWords StripsTheText LowersTheText splits_at_white_space "
        "splits_at_spaces keeps_punctuation_at_the_words cuts_spaces_off cuts_at_every_change "
        "tells_words_from_the_rest puts_the_space_behind leaves_white_space_out leaves_no_space_to_the_word "
        "leaves_a_space_alone cuts_white_space_apart takes_all_spaces_along takes_line_breaks_along "
        "takes_digits_for_letters takes_underscores_for_letters loses_underscores knows_english_letters_alone "
        "forgets_the_endings keeps_endings_at_the_words takes_capital_endings takes_curly_apostrophes "
        "takes_endings_for_whole_words takes_an_apostrophe_after_a_space cuts_signs_apart cuts_digits_apart "
        "knows_ten_digits cuts_long_numbers strips_before_the_cut lowers_before_the_cut"
    ),
    other_kind_of_result="returns_the_groups returns_what_finditer_returns",
)


class _Tokenizer:
    """The tokenizer in steps, each of which a mistake may take otherwise."""

    first_id = 256

    def __init__(self):
        self.merges, self.vocab = {}, self.bytes()

    def bytes(self):
        return {i: bytes([i]) for i in range(256)}

    def symbols(self, text):
        return list(text.encode("utf-8"))

    def check(self, vocab_size):
        if vocab_size < 256:
            raise ValueError(f"there are 256 bytes, more than {vocab_size}")

    def forget(self):
        self.merges, self.vocab = {}, self.bytes()

    def count(self, ids):
        return Counter(pairwise(ids))

    def choose(self, counts, ids):
        return max(counts, key=counts.get)

    def is_enough(self, vocab_size, ids):
        return len(self.merges) >= vocab_size - 256 or len(ids) < 2

    def join(self, pair):
        return self.vocab[pair[0]] + self.vocab[pair[1]]

    def replaced(self, ids, pair, new):
        result, i = [], 0
        while i < len(ids):
            found = tuple(ids[i : i + 2]) == pair
            result.append(new if found else ids[i])
            i += 2 if found else 1
        return result

    def train(self, text, vocab_size):
        self.check(vocab_size)
        self.forget()
        ids = self.symbols(text)
        while not self.is_enough(vocab_size, ids):
            counts = self.count(ids)
            if not counts:
                break
            pair, new = self.choose(counts, ids), self.first_id + len(self.merges)
            if pair in self.merges:
                break
            self.merges[pair] = new
            self.vocab[new] = self.join(pair)
            ids = self.replaced(ids, pair, new)

    def encode(self, text):
        ids = self.symbols(text)
        for pair, new in self.merges.items():
            ids = self.replaced(ids, pair, new)
        return ids

    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")


@mistake(
    "Tokenizer",
    "The ids are those of characters, by ord, and not of bytes. A letter such as é has two bytes in UTF-8:"
    ' list(text.encode("utf-8")).',
)
class TakesCharacters(_Tokenizer):
    def bytes(self):
        return {i: chr(i).encode("utf-8") for i in range(256)}

    def symbols(self, text):
        for c in text:
            self.vocab.setdefault(ord(c), c.encode("utf-8"))
        return [ord(c) for c in text]

    def is_enough(self, vocab_size, ids):
        return len(self.merges) >= vocab_size - 256 or len(ids) < 2


edit(
    "DecodesTokenByToken",
    "Each id is decoded on its own, but a letter such as é has two bytes, which may be in two tokens. Join the bytes"
    " of all ids first, and decode once.",
    (
        'b"".join(self.vocab[i] for i in ids).decode("utf-8", errors="replace")',
        "''.join((self.vocab[i].decode('utf-8', errors='replace') for i in ids))",
    ),
)

edit(
    "LeavesOutBadBytes",
    "Bytes that are not valid UTF-8 are left out. Each should show as U+FFFD, so that a reader sees that something"
    ' was there: errors="replace".',
    ('"replace"', "'ignore'"),
)


@mistake(
    "Tokenizer",
    "decode raises if the bytes are not valid UTF-8. A model may write any ids in any order: decode with"
    ' errors="replace".',
)
class RaisesAtBadBytes(_Tokenizer):
    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8")


edit(
    "MergesFromTheLeft",
    "encode goes from the left: it merges the first pair that it meets, or takes the longest token that fits. Of all"
    " pairs in the text, merge the one that was learnt first.",
    ('ids = list(text.encode("utf-8"))', 'i = 0\nids = list(text.encode("utf-8"))'),
    (
        "for pair, new in self.merges.items():  # in the order in which they were learnt\n"
        "    ids = replaced(ids, pair, new)",
        "while i < len(ids) - 1:\n"
        "    if tuple(ids[i:i + 2]) in self.merges:\n"
        "        ids[i:i + 2] = [self.merges[tuple(ids[i:i + 2])]]\n"
        "        i = 0\n"
        "    else:\n"
        "        i += 1",
    ),
)

edit(
    "EncodesInOneSweep",
    "encode goes through the text once. A merge makes new pairs, which later merges need: repeat until no pair of"
    " the text is in merges.",
    ('ids = list(text.encode("utf-8"))', 'result = []\ni = 0\nids = list(text.encode("utf-8"))'),
    (
        "for pair, new in self.merges.items():  # in the order in which they were learnt\n"
        "    ids = replaced(ids, pair, new)",
        "while i < len(ids):\n"
        "    found = tuple(ids[i:i + 2]) in self.merges\n"
        "    result.append(self.merges[tuple(ids[i:i + 2])] if found else ids[i])\n"
        "    i += 2 if found else 1",
    ),
    ("return ids", "return result"),
)

edit(
    "EncodesByFrequency",
    "encode merges the pair that is most frequent in the text it is given. What counts is which pair was learnt first"
    " in training.",
    (
        "for pair, new in self.merges.items():  # in the order in which they were learnt\n"
        "    ids = replaced(ids, pair, new)",
        "while (known := {pair: n for pair, n in Counter(pairwise(ids)).items() if pair in "
        "self.merges}):\n"
        "    pair = max(known, key=known.get)\n"
        "    result = []\n"
        "    i = 0\n"
        "    while i < len(ids):\n"
        "        result.append(self.merges[pair] if tuple(ids[i:i + 2]) == pair else ids[i])\n"
        "        i += 2 if tuple(ids[i:i + 2]) == pair else 1\n"
        "    ids = result",
    ),
)

edit(
    "EncodesFromTheLastMerge",
    "encode applies the merges from the last to the first. They build on each other, so begin with the one that was"
    " learnt first.",
    ("self.merges.items()", "reversed(self.merges.items())"),
)

edit(
    "EncodesAsBytes",
    "encode merges nothing: these are the bytes. Repeat the merges of the training.",
    ("return ids", "return list(text.encode('utf-8'))"),
)

edit(
    "TakesTheSmallestOfEquals",
    "Among equally frequent pairs, the one with the smallest ids is taken. Break ties by first occurrence in the"
    " current text.",
    ("max(counts, key=counts.get)", "min(counts, key=lambda pair: (-counts[pair], pair))"),
)

edit(
    "TakesTheLargestOfEquals",
    "Among equally frequent pairs, the one with the largest ids is taken, as max does with (count, pair). Break ties"
    " by first occurrence in the current text.",
    ("counts.get", "lambda pair: (counts[pair], pair)"),
)

edit(
    "TakesTheLastOfEquals",
    "Among equally frequent pairs, the last one is taken, as with >= or a sort from below. Break ties by first"
    " occurrence in the current text.",
    ("max(counts, key=counts.get)", "max(reversed(counts), key=counts.get)"),
)


@mistake(
    "Tokenizer",
    'Pairs that overlap are counted once. "aaaaa" has (a, a) four times: count every two neighbours.',
)
class CountsWithoutOverlap(_Tokenizer):
    def count(self, ids):
        counts = Counter(dict.fromkeys(pairwise(ids), 0))
        for pair in counts:
            counts[pair] = len(ids) - len(self.replaced(ids, pair, -1))
        return counts


edit(
    "TakesTheRarest",
    "The rarest pair is merged, but it is the most frequent one that gets an id of its own.",
    ("max(counts, key=counts.get)", "min(counts, key=counts.get)"),
)


@mistake(
    "Tokenizer",
    "The pairs are counted once, before the first merge. Each merge changes the ids: count again after it.",
)
class CountsOnce(_Tokenizer):
    def train(self, text, vocab_size):
        self.check(vocab_size)
        self.forget()
        counts = self.count(self.symbols(text))
        for pair, _ in counts.most_common(vocab_size - 256):
            new = 256 + len(self.merges)
            self.merges[pair], self.vocab[new] = new, self.join(pair)


@mistake(
    "Tokenizer",
    'Pairs are replaced from the right. From the left "aaaaa" becomes (aa)(aa)a.',
)
class ReplacesFromTheRight(_Tokenizer):
    def replaced(self, ids, pair, new):
        return super().replaced(ids[::-1], pair[::-1], new)[::-1]


@mistake(
    "Tokenizer",
    "After a replacement, the index moves on by one id, so the second half of the pair is used again. Move on by two.",
)
class GoesOnByOne(_Tokenizer):
    def replaced(self, ids, pair, new):
        return [new if tuple(ids[i : i + 2]) == pair else ids[i] for i in range(len(ids))]


@mistake("Tokenizer", "The last id of the text is lost: if one id is left over, it has no pair, and stays as it is.")
class LosesTheLast(_Tokenizer):
    def replaced(self, ids, pair, new):
        result, i = [], 0
        while i < len(ids) - 1:
            found = tuple(ids[i : i + 2]) == pair
            result.append(new if found else ids[i])
            i += 2 if found else 1
        return result


@mistake("Tokenizer", "Only the first occurrence of a pair is replaced. Replace it everywhere in the text.")
class ReplacesOnce(_Tokenizer):
    def replaced(self, ids, pair, new):
        at = next((i for i, both in enumerate(pairwise(ids)) if both == pair), None)
        return ids if at is None else [*ids[:at], new, *ids[at + 2 :]]


@mistake("Tokenizer", "The new ids begin at 257. The bytes are 0 to 255, so the first new id is 256.")
class BeginsAt257(_Tokenizer):
    first_id = 257


@mistake(
    "Tokenizer",
    "vocab_size is taken for the number of merges. The 256 bytes are part of the vocabulary: there are vocab_size - 256"
    " merges.",
)
class TakesVocabSizeForTheMerges(_Tokenizer):
    def is_enough(self, vocab_size, ids):
        return len(self.merges) >= vocab_size or len(ids) < 2


@mistake(
    "Tokenizer", "There is one merge too many. With the 256 bytes there are vocab_size ids: vocab_size - 256 merges."
)
class MergesOnceMore(_Tokenizer):
    def is_enough(self, vocab_size, ids):
        return len(self.merges) > vocab_size - 256 or len(ids) < 2


@mistake(
    "Tokenizer", "There is one merge too few. With the 256 bytes there are vocab_size ids: vocab_size - 256 merges."
)
class MergesOnceLess(_Tokenizer):
    def is_enough(self, vocab_size, ids):
        return len(self.merges) >= vocab_size - 257 or len(ids) < 2


@mistake(
    "Tokenizer",
    "Training stops when no pair occurs twice. It goes on until there are vocab_size ids, or no pair is left at all.",
)
class StopsAtPairsThatComeOnce(_Tokenizer):
    def train(self, text, vocab_size):
        self.check(vocab_size)
        self.forget()
        ids = self.symbols(text)
        while not self.is_enough(vocab_size, ids):
            counts = self.count(ids)
            pair, new = self.choose(counts, ids), 256 + len(self.merges)
            if counts[pair] < 2:
                break
            self.merges[pair], self.vocab[new] = new, self.join(pair)
            ids = self.replaced(ids, pair, new)


@mistake(
    "Tokenizer",
    "When no pair is left, max gets nothing and raises. Training should end there, with fewer ids.",
)
class RaisesWherePairsRunOut(_Tokenizer):
    def train(self, text, vocab_size):
        self.check(vocab_size)
        self.forget()
        ids = self.symbols(text)
        for new in range(256, vocab_size):
            counts = self.count(ids)
            pair = max(counts, key=counts.get)
            self.merges[pair], self.vocab[new] = new, self.join(pair)
            ids = self.replaced(ids, pair, new)


@mistake(
    "Tokenizer",
    "A second training goes on from the first. It should start anew, with empty merges and the 256 bytes.",
)
class GoesOnTraining(_Tokenizer):
    def forget(self):
        pass


@mistake(
    "Tokenizer",
    "The merges of an earlier training are still there. When training begins, empty merges, and not only vocab.",
)
class ForgetsTheVocabularyAlone(_Tokenizer):
    def train(self, text, vocab_size):
        self.vocab, old = self.bytes(), dict(self.merges)
        super().train(text, vocab_size)
        self.merges = old | self.merges


@mistake(
    "Tokenizer",
    "All tokenizers share one dict of merges, because it is made in the class. Make it in __init__, as self.merges ="
    " {}.",
)
class SharesItsMerges(_Tokenizer):
    shared = ({},)

    def __init__(self):
        self.merges, self.vocab = self.shared[0], self.bytes()

    def forget(self):
        self.merges.clear()
        self.vocab = self.bytes()


@mistake(
    "Tokenizer",
    "All tokenizers share one dict of merges, and one vocab, because they are made in the class. Make both in"
    " __init__, as self.merges = {}.",
)
class SharesAll(_Tokenizer):
    shared = ({}, {i: bytes([i]) for i in range(256)})

    def __init__(self):
        self.merges, self.vocab = self.shared

    def forget(self):
        self.merges.clear()
        self.vocab.clear()
        self.vocab.update(self.bytes())


@mistake(
    "Tokenizer",
    "Pairs across a space are not merged, because the text is cut into words first. Here the text is not cut.",
)
class CutsIntoWords(_Tokenizer):
    def count(self, ids):
        return Counter(pair for pair in pairwise(ids) if b" " not in self.vocab[pair[0]] + self.vocab[pair[1]])


@mistake("Tokenizer", "A vocab_size below 256 is accepted, although the 256 bytes do not fit in: raise a ValueError.")
class TakesAnySize(_Tokenizer):
    def check(self, vocab_size):
        pass


@mistake(
    "Tokenizer",
    "The size is checked with assert, which raises an AssertionError, and which python -O skips. Use if, and raise a"
    " ValueError.",
)
class AssertsTheSize(_Tokenizer):
    def check(self, vocab_size):
        assert vocab_size >= 256, f"{vocab_size} is less than 256"


@mistake(
    "Tokenizer",
    "vocab has only the merged pairs, and not the 256 bytes. Ids below 256 represent one byte each: bytes([i]).",
)
class HasNoBytesInItsVocabulary(_Tokenizer):
    def train(self, text, vocab_size):
        super().train(text, vocab_size)
        self.known = dict(self.vocab)
        self.vocab = {i: value for i, value in self.vocab.items() if i > 255}

    def decode(self, ids):
        return b"".join(getattr(self, "known", self.vocab)[i] for i in ids).decode("utf-8", errors="replace")


edit(
    "HoldsTexts",
    "vocab contains text instead of bytes, but half of an é is not text. vocab[new] is vocab[a] + vocab[b], from"
    " bytes([i]).",
    ("bytes([i])", "chr(i)"),
    ('b"".join(self.vocab[i] for i in ids)', "''.join((self.vocab[i] for i in ids)).encode('latin-1')"),
)

edit(
    "JoinsBackwards",
    "The bytes of a new id are joined the wrong way round: those of the first half of the pair come first.",
    ("self.vocab[pair[0]] + self.vocab[pair[1]]", "self.vocab[pair[1]] + self.vocab[pair[0]]"),
)


@mistake(
    "Tokenizer",
    "encode learns new merges from the text that it is given. It should only repeat those of the training.",
)
class LearnsWhileEncoding(_Tokenizer):
    def encode(self, text):
        ids = super().encode(text)
        counts = self.count(ids)
        if counts and max(counts.values()) > 1:
            pair, new = max(counts, key=counts.get), 256 + len(self.merges)
            self.merges[pair], self.vocab[new] = new, self.join(pair)
            ids = self.replaced(ids, pair, new)
        return ids


edit(
    "StripsTheText",
    "Spaces at the ends of the text are lost, but every byte counts. Leave out strip().",
    ('list(text.encode("utf-8"))', "list(text.strip().encode('utf-8'))"),
)

edit(
    "LowersTheText",
    "Capitals are lost, but decode must return the same text. Leave out lower().",
    ('list(text.encode("utf-8"))', "list(text.lower().encode('utf-8'))"),
)


# ------------------------------------------------- the cut

FOUND = "PIECE.findall(text)"
WORD = r"| ?[^\W\d_]+"
DIGITS = r"| ?\d+"
SIGNS = r"| ?(?:[^\w\s]|_)+"
SPACES = r"|\s+(?!\S)|\s+"

edit(
    "splits_at_white_space",
    "split() drops the white space, so the pieces joined are not the text. Every character belongs to a piece.",
    (FOUND, "text.split()"),
)
edit(
    "splits_at_spaces",
    "split(' ') drops the spaces, and leaves punctuation on the words. Find the pieces instead of splitting between"
    " them: re.findall.",
    (FOUND, "text.split(' ')"),
)
edit(
    "keeps_punctuation_at_the_words",
    "Punctuation stays on the word, so dog, dog! and dog? are three pieces. Signs are pieces of their own.",
    (FOUND, r"re.findall(r' ?\S+|\s+(?!\S)|\s+', text)"),
)
edit(
    "cuts_spaces_off",
    "A space is a piece of its own. It goes with the word, the number or the sign that follows it.",
    (FOUND, r"re.findall(r'\'(?:s|t|re|ve|m|ll|d)|[^\W\d_]+|\d+|(?:[^\w\s]|_)+|\s+', text)"),
)
edit(
    "cuts_at_every_change",
    "The text is cut wherever the kind of character changes. Two things are missing: a space goes with what follows"
    " it, and endings such as 's stay together.",
    (FOUND, r"re.findall(r'[^\W\d_]+|\d+|(?:[^\w\s]|_)+|\s+', text)"),
)
edit(
    "tells_words_from_the_rest",
    "The pieces are words as \\w+ finds them, white space and signs. But digits and underscores are not letters, a"
    " space goes with what follows it, and endings such as 's stay together.",
    (FOUND, r"re.findall(r'\w+|\s+|[^\w\s]+', text)"),
)
edit(
    "puts_the_space_behind",
    "The space goes with the word before it. It should go with the word that follows.",
    (FOUND, r"re.findall(r'\'(?:s|t|re|ve|m|ll|d) ?|[^\W\d_]+ ?|\d+ ?|(?:[^\w\s]|_)+ ?|\s+', text)"),
)
edit(
    "leaves_white_space_out",
    "White space that goes with no word is lost. It is a piece, too, because the pieces joined are the text.",
    (SPACES, ""),
)
edit(
    "leaves_no_space_to_the_word",
    "White space takes all it can, including the space that belongs to the next word. Leave its last character.",
    (SPACES, r"|\s+"),
)
edit(
    "leaves_a_space_alone",
    "White space leaves its last character only if that is a space. GPT-2 leaves any, so a line break before a word is"
    " a piece of its own.",
    (SPACES, r"|\s+(?= \S)|\s+"),
)
edit(
    "leaves_the_last_space_at_the_end",
    "At the end of the text nothing follows, so white space there is one piece. Here its last character is lost.",
    (SPACES, r"|\s+(?=\s)|\s"),
)
edit(
    "cuts_white_space_apart",
    "Each character of white space is a piece. A run of it is one piece, without its last character if something"
    " follows.",
    (SPACES, r"|\s"),
)
edit(
    "takes_all_spaces_along",
    "A word takes all spaces before it along, but should take only one; those before it are a piece of their own.",
    (WORD, r"| *[^\W\d_]+"),
)
edit(
    "takes_line_breaks_along",
    "A line break goes with the word that follows, but only a space should.",
    (WORD, r"|\s?[^\W\d_]+"),
)
edit(
    "takes_digits_for_letters",
    "Letters and digits are one piece, as \\w has them. GPT2 is two pieces: the letters, and the digits.",
    (WORD, r"| ?[^\W_]+"),
)
edit(
    "takes_underscores_for_letters",
    "An underscore belongs to the word, as it does to \\w. It should be one of the other signs.",
    (WORD, r"| ?[^\W\d]+"),
)
edit(
    "loses_underscores",
    "Underscores are lost: they belong to \\w, and so [^\\w\\s] leaves them out. Add them to the other signs.",
    (SIGNS, r"| ?[^\w\s]+"),
)
edit(
    "knows_english_letters_alone",
    "Only a to z count as letters here, so é does not. Letters are those of all languages: [^\\W\\d_].",
    (WORD, "| ?[A-Za-z]+"),
    (SIGNS, r"| ?[^A-Za-z\d\s]+"),
)
edit(
    "forgets_the_endings",
    "The apostrophe is treated like any other sign, so 's falls into two pieces. First look for the endings 's, 't,"
    " 're, 've, 'm, 'll and 'd.",
    ("'(?:s|t|re|ve|m|ll|d)", "(?!)"),
)
edit(
    "keeps_endings_at_the_words",
    "An ending such as 's stays on its word, but it is a piece of its own.",
    (WORD, r"| ?[^\W\d_]+(?:'(?:s|t|re|ve|m|ll|d))?"),
)
edit(
    "takes_capital_endings",
    "'S and 'T are treated as endings, as in GPT-4. Here the endings are in small letters.",
    (f'{SPACES}"', f'{SPACES}", re.IGNORECASE'),
)
edit(
    "takes_curly_apostrophes",
    "An ending also begins with the curly apostrophe \u2019. GPT-2 knows only the plain one, so the other is a sign.",
    ("'(?:s", "['\u2019](?:s"),
)
edit(
    "takes_endings_for_whole_words",
    "An ending counts only if the word ends after it. The rule does not check that: 'tis is 't and is.",
    ("|ll|d)", r"|ll|d)\b"),
)
edit(
    "takes_an_apostrophe_after_a_space",
    "A space goes with an ending. An ending begins with the apostrophe, which is a mere sign after a space.",
    ("'(?:s", " ?'(?:s"),
)
edit(
    "cuts_signs_apart",
    "Each sign is a piece, but signs that follow each other are one.",
    (SIGNS, r"| ?(?:[^\w\s]|_)"),
)
edit(
    "cuts_digits_apart",
    "Each digit is a piece, as in some later models. Here digits that follow each other are one.",
    (DIGITS, r"| ?\d"),
)
edit(
    "cuts_long_numbers",
    "A number of more than a few digits is cut, as GPT-4 does after three. GPT-2's rule takes as many digits as follow"
    " each other.",
    (DIGITS, r"| ?\d{1,most}"),
    most=(3, 2, 4),
)
edit(
    "knows_ten_digits",
    "Only 0 to 9 count as digits here, and those of other scripts are lost. \\d has them all.",
    (DIGITS, "| ?[0-9]+"),
)
edit(
    "returns_the_groups",
    "findall returns what a group in brackets has found, and not the piece. Write (?:...) instead of (...).",
    ("'(?:s", "'(s"),
)
edit(
    "returns_what_finditer_returns",
    "finditer returns an iterator of matches. The pieces are a list of strings, as findall returns them.",
    (FOUND, "PIECE.finditer(text)"),
)
edit(
    "has_empty_pieces",
    "Empty pieces are among the pieces, as re.split leaves them. Drop them.",
    (FOUND, "[*PIECE.findall(text), '']"),
)
edit(
    "returns_bytes",
    "The pieces are bytes, but they should be strings: encode turns them into bytes later.",
    (FOUND, "[piece.encode() for piece in PIECE.findall(text)]"),
)
edit(
    "strips_before_the_cut",
    "White space at the ends of the text is lost, but the pieces joined are the text. Leave out strip().",
    (FOUND, "PIECE.findall(text.strip())"),
)
edit(
    "lowers_before_the_cut",
    "Capitals are lost, but the pieces joined are the text. Leave out lower().",
    (FOUND, "PIECE.findall(text.lower())"),
)


# ------------------------------------------------- two faults at once: the words are for the one to repair first


@mistake(
    "Tokenizer",
    "Two things remain: training ends when no pair is left, instead of raising; and decode takes bytes that are not"
    ' UTF-8, with errors="replace".',
)
class RaisesWherePairsRunOutAndAtBadBytes(RaisesWherePairsRunOut):
    def decode(self, ids):
        return b"".join(self.vocab[i] for i in ids).decode("utf-8")


@mistake(
    "Tokenizer",
    'Two things remain: bytes that are not UTF-8 become U+FFFD, by errors="replace"; and a vocab_size below 256 is a'
    " ValueError.",
)
class RaisesAtBadBytesAndTakesAnySize(RaisesAtBadBytes):
    def check(self, vocab_size):
        pass


@mistake(
    "Tokenizer",
    "Three things remain: training ends when no pair is left; bytes that are not UTF-8 become U+FFFD; and a vocab_size"
    " below 256 is a ValueError.",
)
class RaisesEverywhereAndTakesAnySize(RaisesWherePairsRunOutAndAtBadBytes):
    def check(self, vocab_size):
        pass
