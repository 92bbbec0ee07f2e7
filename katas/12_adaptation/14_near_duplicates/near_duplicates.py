"""Near-duplicates: texts that have most of their words in a row in common, found without comparing all pairs."""


def shingles(text: str, n: int) -> set[str]:
    """Cut a text into all its runs of n words.

    Parameters
    ----------
    text : str
        Any text. Words are what ``re.findall(r"\\w+", ...)`` finds in it, in lower case.
    n : int
        How many words are in a run.

    Returns
    -------
    set of str
        The runs, with a space between two words. A text of fewer words is a single run of all of them, and a text
        without words has none.

    Raises
    ------
    ValueError
        If n is below 1. The message names it.
    """
    raise NotImplementedError


def jaccard(a: set, b: set) -> float:
    """Say how much two sets have in common.

    Parameters
    ----------
    a, b : set
        Of anything.

    Returns
    -------
    float
        How many things are in both, divided by how many are in either. For two empty sets, 0.0.
    """
    raise NotImplementedError


def fingerprints(shingles: set[str]) -> set[int]:
    """Make a number of each shingle.

    Parameters
    ----------
    shingles : set of str
        Runs of words.

    Returns
    -------
    set of int
        For each run, ``zlib.crc32`` of its bytes in UTF-8.
    """
    raise NotImplementedError


def signature(numbers: set[int], a: list[int], b: list[int], prime: int) -> list[int]:
    """Make the signature of a set: its least number under each of several hash functions.

    Parameters
    ----------
    numbers : set of int
        What `fingerprints` returns, or any other numbers from 0 up.
    a, b : list of int
        The k-th hash function is ``h(x) = (a[k] * x + b[k]) % prime``.
    prime : int
        Up to 2⁶¹ - 1.

    Returns
    -------
    list of int
        For each hash function, the least h(x) of all x in ``numbers``.

    Raises
    ------
    ValueError
        If there are no numbers, or if a and b differ in length.
    """
    raise NotImplementedError


def estimate(first: list[int], second: list[int]) -> float:
    """Estimate the Jaccard index of two sets from their signatures.

    Parameters
    ----------
    first, second : list of int
        Two signatures that were made with the same hash functions.

    Returns
    -------
    float
        The share of places in which they agree.

    Raises
    ------
    ValueError
        If they differ in length.
    """
    raise NotImplementedError


def candidates(signatures: list[list[int]], bands: int) -> set[tuple[int, int]]:
    """Find the pairs of texts that are worth a closer look.

    Parameters
    ----------
    signatures : list of lists of int
        The signature of each text, all of one length.
    bands : int
        Into how many pieces of equal length each signature is cut.

    Returns
    -------
    set of tuples of two ints
        All (i, j) with i < j whose signatures agree in the whole of at least one piece, at the same place.

    Raises
    ------
    ValueError
        If the signatures can't be cut into that many equal pieces. The message names ``bands``.
    """
    raise NotImplementedError
