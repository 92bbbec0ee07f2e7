"""Byte pair encoding: from text to ids and back, by merging the pairs that occur most often."""


class Tokenizer:
    """Byte pair encoding on the UTF-8 bytes of a text.

    Attributes
    ----------
    merges : dict of (int, int) to int
        The new id of each pair that was merged, in the order in which they were learnt: 256, 257, ...
        Empty before the training.
    vocab : dict of int to bytes
        What each id stands for. 0 to 255 are the single bytes; a new id is what its pair stands for, joined.
    """

    def __init__(self):
        raise NotImplementedError

    def train(self, text: str, vocab_size: int) -> None:
        """Learn merges from a text, forgetting those of an earlier training.

        In each round, the pair that occurs most often in the current ids gets the next id, and is replaced
        everywhere, from the left. Ties are broken by first occurrence.

        Parameters
        ----------
        text : str
            Any text that UTF-8 can write.
        vocab_size : int
            How many ids there are to be, the 256 bytes included. There are fewer where no pair is left.

        Raises
        ------
        ValueError
            If ``vocab_size`` is below 256; the message mentions it.
        """
        raise NotImplementedError

    def encode(self, text: str) -> list[int]:
        """Turn a text into ids.

        Parameters
        ----------
        text : str
            Any text; it need not be the one of the training.

        Returns
        -------
        list of int
            The ids, after all merges in the order in which they were learnt.
        """
        raise NotImplementedError

    def decode(self, ids: list[int]) -> str:
        """Turn ids back into a text.

        Parameters
        ----------
        ids : list of int
            Any ids of ``vocab``, in any order.

        Returns
        -------
        str
            The text; U+FFFD stands where the bytes are no UTF-8.
        """
        raise NotImplementedError


def cut(text: str) -> list[str]:
    """Cut a text into words, numbers, signs and white space, as GPT-2 does. Asked for at the edges alone.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    list of str
        Its pieces, none of them empty; joined, they are the text. A piece is an ending such as ``'s``, or
        letters, digits or other signs with the one space before them, or white space.
    """
    raise NotImplementedError
