"""What beginners hand in for near-duplicates."""

import random
from itertools import combinations

from dojo import edit, generics, ideas, mistake

ideas(
    whole_for_slice="mixes_the_bands",
    sum_for_mean="counts_places",
    wrong_divisor=(
        "divides_by_the_sum gives_the_dice_coefficient divides_by_the_smaller divides_by_the_larger "
        "divides_by_the_first divides_by_the_union_of_places"
    ),
    missing_term="forgets_the_remainder forgets_the_shift",
    opposite_choice="takes_the_largest counts_what_differs asks_for_all_places",
    swapped_arguments="returns_what_was_hashed swaps_slope_and_shift swaps_bands_and_rows",
    off_by_one="forgets_the_last_run",
    end_of_interval="keeps_short_runs forgets_the_last_band",
    order_of_steps="takes_the_least_first adds_after_the_remainder",
    entries_mixed_up="interleaves_the_bands",
    stale_state="numbers_the_runs shuffles_for_each_text",
    counted_twice="has_a_thousand_buckets pairs_a_text_with_itself gives_each_pair_twice",
    overflow="overflows",
    cancellation="computes_with_floats",
    empty_input=(
        "makes_a_run_of_nothing divides_by_nothing calls_two_empty_sets_equal gives_nothing_a_signature "
        "fails_on_no_texts"
    ),
    silent_error=(
        "allows_runs_of_no_words cuts_the_hash_functions cuts_the_longer_signature drops_the_rest allows_no_bands"
    ),
    refuses_what_is_allowed="drops_short_texts",
    broadcast_by_accident="crosses_the_hash_functions",
    ties_and_order="sorts_the_words forgets_the_order_in_a_piece puts_the_later_one_first",
    hidden_cost="compares_all_pairs",
    partial_case=(
        "passes_over_full_buckets does_not_overlap takes_single_words looks_at_the_first_band "
        "pairs_the_first_with_the_others pairs_neighbours"
    ),
    wrong_formula=(
        "takes_pythons_hash sums_the_characters takes_another_checksum compares_signatures_as_sets "
        "asks_for_one_number takes_the_estimate keeps_the_least_of_one_hash"
    ),
    text_handling=(
        "cuts_into_letters keeps_capitals keeps_punctuation knows_english_alone joins_without_a_space "
        "encodes_as_latin joins_the_digits"
    ),
    other_kind_of_result="returns_a_list returns_tuples",
)

RUN = '" ".join(words[i : i + n])'
WORDS = 're.findall(r"\\w+", text.lower())'
RUNS = f"{{{RUN} for i in range(last + 1)}}"
CRC = "zlib.crc32(shingle.encode())"
HASH = "(slope * x + shift) % prime"
LEAST = f"min({HASH} for x in numbers)"
PIECE = "tuple(each[start : start + rows])"
AGREE = "sum(x == y for x, y in zip(first, second, strict=True))"

# ------------------------------------------------------------------------------ shingles

edit(
    "cuts_into_letters",
    "These are runs of letters. A run is made of n words.",
    (WORDS, 'list(" ".join(re.findall(r"\\w+", text.lower())))'),
    (RUN, '"".join(words[i : i + n])'),
)
edit(
    "forgets_the_last_run",
    "The last run is missing. There are as many runs as words, less n - 1.",
    ("range(last + 1)", "range(max(last, 1))"),
)
edit(
    "keeps_short_runs",
    "The last runs have fewer than n words. Stop where n words are left.",
    ("range(last + 1)", "range(len(words))"),
)
edit(
    "does_not_overlap",
    "The runs follow one another without overlap. Then one word more at the beginning changes all of them. They"
    " overlap: each begins one word after the one before.",
    ("range(last + 1)", "range(0, last + 1, n)"),
)
edit(
    "keeps_capitals",
    "Capital letters stay, so that a word at the beginning of a sentence is a different one. Take the text in lower"
    " case.",
    ("text.lower()", "text"),
)
edit(
    "keeps_punctuation",
    'The text is cut at its spaces, and full stops and commas stay with their words. Take what r"\\w+" finds.',
    (WORDS, "text.lower().split()"),
)
edit(
    "knows_english_alone",
    'Only letters from a to z are found, and `Straße` falls into two words. Take what r"\\w+" finds.',
    (WORDS, 're.findall(r"[a-z0-9]+", text.lower())'),
)
edit(
    "drops_short_texts",
    "A text of fewer than n words has no runs here. It is a single run of all of its words.",
    ("last = max(len(words) - n, 0)", "last = len(words) - n"),
)
edit(
    "makes_a_run_of_nothing",
    'A text without words has the run "". Then all empty texts are the same. It has no runs.',
    (" if words else set()", ""),
)
edit(
    "sorts_the_words",
    "The words of a run are sorted. Their order is what tells a copy from a text about the same thing.",
    (RUN, '" ".join(sorted(words[i : i + n]))'),
)
edit(
    "takes_single_words",
    "These are single words. Texts about the same thing share most of them; copies share runs.",
    (RUNS, "set(words)"),
)
edit(
    "joins_without_a_space",
    'There is no space between the words of a run, so that "a rose" and "aro se" are the same.',
    (RUN, '"".join(words[i : i + n])'),
)
edit(
    "returns_a_list",
    "This is a list. A run counts once, however often it occurs: return a set.",
    (f"{RUNS} if words else set()", f"[{RUN} for i in range(last + 1)] if words else []"),
)
edit(
    "returns_tuples",
    "These are tuples of words. Return texts, with a space between two words.",
    (RUN, "tuple(words[i : i + n])"),
)
edit(
    "allows_runs_of_no_words",
    "n is not checked. A run of no words is in every text. Raise a ValueError that names n.",
    ("if n < 1:", "if False:"),
)

# ------------------------------------------------------------------------------ what two sets share

edit(
    "divides_by_the_sum",
    "What both have is divided by the sum of the sizes, in which it is counted twice. Divide by the size of the union.",
    ("len(a & b) / len(a | b) if a | b", "len(a & b) / (len(a) + len(b)) if a | b"),
)
edit(
    "gives_the_dice_coefficient",
    "This is Dice's coefficient, twice what both have by the sum of the sizes. Divide what both have by the size of the"
    " union.",
    ("len(a & b) / len(a | b) if a | b", "2 * len(a & b) / (len(a) + len(b)) if a | b"),
)
edit(
    "divides_by_the_smaller",
    "It is divided by the size of the smaller set. Then a sentence is a copy of each book that quotes it. Divide by the"
    " size of the union.",
    ("len(a & b) / len(a | b) if a | b", "len(a & b) / min(len(a), len(b)) if a and b"),
)
edit(
    "divides_by_the_larger",
    "It is divided by the size of the larger set. Divide by the size of the union.",
    ("len(a & b) / len(a | b) if a | b", "len(a & b) / max(len(a), len(b)) if a | b"),
)
edit(
    "divides_by_the_first",
    "It is divided by the size of the first set, so that the order of the two matters. Divide by the size of the"
    " union.",
    ("len(a & b) / len(a | b) if a | b", "len(a & b) / len(a) if a"),
)
edit(
    "divides_by_nothing",
    "Two empty sets are a division by zero. The contract says 0.0.",
    (" if a | b else 0.0", ""),
)
edit(
    "calls_two_empty_sets_equal",
    "Two empty sets give 1. The contract says 0.0: a text without words is nobody's copy.",
    ("if a | b else 0.0", "if a | b else 1.0"),
)

# ------------------------------------------------------------------------------ numbers

edit(
    "takes_pythons_hash",
    "hash() of a text is a different number in each process, so that signatures of yesterday say nothing today."
    " zlib.crc32 of the bytes is always the same.",
    (CRC, "hash(shingle)"),
)
edit(
    "numbers_the_runs",
    "The runs of each text are numbered from 0. Then equal numbers mean nothing: a run needs the same number in every"
    " text. Take zlib.crc32 of its bytes.",
    (f"{{{CRC} for shingle in shingles}}", "set(range(len(shingles)))"),
)
edit(
    "sums_the_characters",
    'The codes of the characters are summed, and "a b" has the number of "b a". Take zlib.crc32 of the bytes.',
    (CRC, "sum(shingle.encode())"),
)
edit(
    "takes_another_checksum",
    "This is Adler's checksum, whose numbers are small for short texts. The contract says zlib.crc32.",
    (CRC, "zlib.adler32(shingle.encode())"),
)
edit(
    "encodes_as_latin",
    "The bytes are those of Latin-1. The contract says UTF-8, which is what encode() gives.",
    ("shingle.encode()", 'shingle.encode("latin-1", "replace")'),
)

# ------------------------------------------------------------------------------ signatures

edit(
    "takes_the_largest",
    "These are the largest numbers. That would work, too, but the contract asks for the smallest.",
    (LEAST, f"max({HASH} for x in numbers)"),
)
edit(
    "takes_the_least_first",
    "The smallest x is taken, and only then its hash. The hash functions are there to put the numbers in a new order:"
    " hash all of them, then take the smallest.",
    (LEAST, "(slope * min(numbers) + shift) % prime"),
)
edit(
    "returns_what_was_hashed",
    "This is the x whose hash is the smallest. Return the hash.",
    (LEAST, f"min(numbers, key=lambda x: {HASH})"),
)
edit(
    "forgets_the_remainder",
    "The remainder is missing. a x + b alone grows with x, so that the smallest x wins under every hash function.",
    (HASH, "slope * x + shift"),
)
edit(
    "forgets_the_shift",
    "b is missing: h(x) = (a x + b) mod p.",
    (HASH, "slope * x % prime"),
)
edit(
    "adds_after_the_remainder",
    "b is added after the remainder. It belongs inside: (a x + b) mod p.",
    (HASH, "slope * x % prime + shift"),
)
edit(
    "swaps_slope_and_shift",
    "a and b are swapped: h(x) = (a x + b) mod p.",
    (HASH, "(shift * x + slope) % prime"),
)
edit(
    "overflows",
    "The product has more than 64 bits, and its upper ones are lost. Python's own numbers have no limit; those of NumPy"
    " have.",
    (HASH, "((slope * x + shift + 2**63) % 2**64 - 2**63) % prime"),
)
edit(
    "computes_with_floats",
    "A float has 53 bits, and the product has up to 122. Its remainder is wrong. Compute with ints.",
    (HASH, "int((float(slope) * x + shift) % prime)"),
)
edit(
    "keeps_the_least_of_one_hash",
    "These are the k least numbers of the first hash function. The contract wants the smallest one of each of k"
    " functions.",
    (
        f"[{LEAST} for slope, shift in zip(a, b, strict=True)]",
        "sorted((a[0] * x + b[0]) % prime for x in numbers)[: len(a)]",
    ),
)
edit(
    "crosses_the_hash_functions",
    "Each a is used with each b. The k-th function has a[k] and b[k]: zip them.",
    ("for slope, shift in zip(a, b, strict=True)", "for slope in a for shift in b"),
)
edit(
    "cuts_the_hash_functions",
    "If a and b differ in length, the longer one is cut without a word. Raise a ValueError.",
    ("zip(a, b, strict=True)", "zip(a, b)"),
)
edit(
    "gives_nothing_a_signature",
    "No numbers get a signature that looks like one. Then all empty texts are copies of each other. Raise a"
    " ValueError.",
    ('raise ValueError("an empty set has no least number")', "return [prime] * len(a)"),
)


@mistake(
    "signature",
    "Each text is given an order of its own. Equal least numbers say something only if all texts have the same hash"
    " functions: use a and b.",
)
def shuffles_for_each_text(numbers, a, b, prime):
    rng = random.Random(len(numbers))
    return [rng.choice(sorted(numbers)) for _ in a]


# ------------------------------------------------------------------------------ estimates

edit(
    "counts_places",
    "This is how many places agree. Divide by how many there are.",
    (f"{AGREE} / len(first)", AGREE),
)
edit(
    "compares_signatures_as_sets",
    "The signatures are compared as sets. The k-th number of one may only be compared with the k-th of the other, which"
    " comes from the same hash function.",
    (f"{AGREE} / len(first)", "jaccard(set(first), set(second))"),
)
edit(
    "divides_by_the_union_of_places",
    "A place that differs is counted twice, once for each signature. Divide by the length of one.",
    (f"{AGREE} / len(first)", "jaccard(set(enumerate(first)), set(enumerate(second)))"),
)
edit(
    "counts_what_differs",
    "This is the share of places that differ.",
    (AGREE, "sum(x != y for x, y in zip(first, second, strict=True))"),
)
edit(
    "asks_for_all_places",
    "It is 1 only if all places agree. Return the share that do.",
    (f"{AGREE} / len(first)", "float(first == second)"),
)
edit(
    "cuts_the_longer_signature",
    "The longer signature is cut without a word. Two lengths mean two sets of hash functions: raise a ValueError.",
    ("zip(first, second, strict=True)", "zip(first, second)"),
)

# ------------------------------------------------------------------------------ candidates

edit(
    "interleaves_the_bands",
    "A piece takes every so many numbers of the signature. The contract says pieces of neighbours: the first rows"
    " numbers, then the next.",
    (PIECE, "tuple(each[start // rows :: bands])"),
)
edit(
    "swaps_bands_and_rows",
    "The signature is cut into pieces of `bands` numbers. `bands` is how many pieces there are.",
    ("rows, pairs = length // bands, set()", "rows, pairs = bands, set()"),
)
edit(
    "asks_for_one_number",
    "One equal number is enough for it. All numbers of a piece have to agree, or nearly all pairs are candidates.",
    (
        f"buckets[{PIECE}].append(i)",
        "for k in range(start, start + rows):\n    buckets[(k, each[k])].append(i)",
    ),
)
edit(
    "forgets_the_order_in_a_piece",
    "The numbers of a piece are compared as a set, sorted, or by their sum. Each belongs to its own hash function:"
    " compare them in order.",
    (PIECE, "tuple(sorted(each[start : start + rows]))"),
)
edit(
    "joins_the_digits",
    "The numbers of a piece are joined to one text without anything between them, so that 1, 23 and 12, 3 are the same."
    " A tuple keeps them apart.",
    (PIECE, '"".join(map(str, each[start : start + rows]))'),
)
edit(
    "has_a_thousand_buckets",
    "The buckets have numbers from 0 to 999, so that pieces of different texts meet by chance: among 600 texts hundreds"
    " of pairs do. Let the piece itself be the key; a dict has as many as it needs.",
    ("buckets[tuple(each[start : start + rows])]", "buckets[hash(tuple(each[start : start + rows])) % 1000]"),
)
edit(
    "passes_over_full_buckets",
    "A bucket with many texts is passed over. These are the texts that the web says most often: pair all of them.",
    ("pairs.update(combinations(bucket, 2))", "pairs.update(combinations(bucket, 2) if len(bucket) < 20 else [])"),
)
edit(
    "mixes_the_bands",
    "All pieces share one table, so that the first piece of one text meets the second of another. Each band has a table"
    " of its own.",
    ("rows, pairs = length // bands, set()", "rows, pairs, buckets = length // bands, set(), defaultdict(list)"),
    ("buckets = defaultdict(list)\nfor i, each", "for i, each"),
    ("pairs.update(combinations(bucket, 2))", "pairs.update((i, j) for i, j in combinations(bucket, 2) if i < j)"),
)
edit(
    "looks_at_the_first_band",
    "Only the first piece is looked at. One of all is enough, whichever it is.",
    ("for start in range(0, length, rows):", "for start in range(0, rows, rows):"),
)
edit(
    "forgets_the_last_band",
    "The last piece is left out.",
    ("range(0, length, rows)", "range(0, length - rows, rows)"),
)
edit(
    "pairs_the_first_with_the_others",
    "Of three texts in a bucket, the first is paired with each of the others, but they are not paired with each other.",
    ("combinations(bucket, 2)", "((bucket[0], j) for j in bucket[1:])"),
)
edit(
    "pairs_neighbours",
    "Of three texts in a bucket, only neighbours are paired. All pairs of a bucket are candidates.",
    ("combinations(bucket, 2)", "zip(bucket, bucket[1:])"),
)
edit(
    "pairs_a_text_with_itself",
    "Each text is a candidate with itself. A pair has two texts, i < j.",
    ("combinations(bucket, 2)", "((i, j) for i in bucket for j in bucket if i <= j)"),
)
edit(
    "gives_each_pair_twice",
    "Each pair is there in both orders. The contract wants i < j.",
    ("combinations(bucket, 2)", "((i, j) for i in bucket for j in bucket if i != j)"),
)
edit(
    "puts_the_later_one_first",
    "The later text comes first. The contract wants i < j.",
    ("combinations(bucket, 2)", "((j, i) for i, j in combinations(bucket, 2))"),
)
edit(
    "drops_the_rest",
    "If the signatures can't be cut into equal pieces, the rest is dropped, or becomes a piece of its own. Raise a"
    " ValueError.",
    ("if bands < 1 or length % bands != 0:", "if bands < 1:"),
)
edit(
    "allows_no_bands",
    "No bands at all are a division by zero, or give no candidates. Raise a ValueError that names bands.",
    ("if bands < 1 or length % bands != 0:", "if bands != 0 and length % bands != 0:"),
)
edit(
    "fails_on_no_texts",
    "Without texts there is no first signature. No texts have no candidates: return an empty set.",
    ("len(signatures[0]) if signatures else bands", "len(signatures[0])"),
)


@mistake(
    "candidates",
    "All pairs are compared. A million texts have 500,000,000,000 of them. Put each text in a bucket for each of its"
    " pieces, and pair only what shares a bucket.",
)
def compares_all_pairs(signatures, bands):
    length = len(signatures[0]) if signatures else bands
    if bands < 1 or length % bands:
        raise ValueError(f"bands = {bands}")
    rows, pairs = length // bands, set()
    for i, j in combinations(range(len(signatures)), 2):
        for start in range(0, length, rows):
            if signatures[i][start : start + rows] == signatures[j][start : start + rows]:
                pairs.add((i, j))
    return pairs


@mistake(
    "candidates",
    "Pairs are chosen by the share of equal places, wherever they are. A candidate agrees in all of one piece;"
    " the estimate comes after that.",
)
def takes_the_estimate(signatures, bands):
    if bands < 1 or any(len(each) % bands for each in signatures):
        raise ValueError(f"bands = {bands}")
    equal = {
        (i, j): sum(x == y for x, y in zip(signatures[i], signatures[j], strict=True))
        for i, j in combinations(range(len(signatures)), 2)
    }
    return {pair for pair, count in equal.items() if count * bands >= len(signatures[0])}


generics("candidates", "asserts")
generics("shingles", "asserts")
