"""Search by meaning.

Nobody tells this program what a word means. It only counts which words occur near which in Python's own documentation.
Your `pca` makes short vectors of the counts, and your `cosine_similarity` finds words that mean nearly the same, and
the page that answers a question.
"""

# %%
import re
from collections import Counter
from itertools import combinations
from pydoc_data.topics import topics  # what help("for") and help("lists") show

import matplotlib.pyplot as plt
import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

import dojo.mine  # noqa: F401
from dojo.milestone import asked, save
from mine.cosine_similarity import cosine_similarity
from mine.pca import pca

# %% [markdown]
# ## Count the neighbours
# Words that mean much the same stand in much the same company. So we take the 1000 commonest words, without words like
# *the* and *of*, and count for each pair how often the two stand at most four words apart.

# %%
WORDS, NEAR, SIZE = 1000, 4, 50
MAPPED = ["true", "loop", "float", "import", "dictionary", "class"]


def words_of(text):
    """The words of a text, without those that say little."""
    found = (word.strip("_") for word in re.findall("[a-z_]{2,}", text.lower()))
    return [word for word in found if word and word not in ENGLISH_STOP_WORDS]


def count_neighbours(words, place):
    """How often each word of the vocabulary occurs near each other word."""
    ids = np.array([place.get(word, -1) for word in words])
    counts = np.zeros((len(place), len(place)))
    for gap in range(1, NEAR + 1):
        left, right = ids[:-gap], ids[gap:]
        known = (left >= 0) & (right >= 0)
        np.add.at(counts, (left[known], right[known]), 1)
    return counts + counts.T


text = words_of("\n".join(topics.values()))
vocabulary = [word for word, _ in Counter(text).most_common(WORDS)]
place = {word: i for i, word in enumerate(vocabulary)}
counts = count_neighbours(text, place)  # (words, words)
print(f"{len(text)} words of text; the {len(vocabulary)} commonest make {int(counts.sum()) // 2} pairs of neighbours")

# %% [markdown]
# ## Make vectors of the counts
# A common word has many neighbours, so a bare count says little. What says much is how much more often two words meet
# than chance would have it (the *pointwise mutual information*; what is below 0 becomes 0). That gives each word
# 1000 numbers. Your `pca` keeps the 50 directions in which the words differ most. (If it finds them by one rotation
# after another, that takes minutes.)


# %%
def information(counts):
    """How much more often two words meet than by chance, as a logarithm that is never below 0."""
    often = counts.sum(axis=0) + 1  # for each word; the 1 is for a word without neighbours
    common = often**0.75  # the power keeps rare words from looking too special
    by_chance = often[:, None] * common / common.sum()
    return np.log(np.maximum(counts / by_chance, 1))


vectors = pca(information(counts), SIZE)[2]  # (words, SIZE)


def nearest_words(word, n=6):
    """The words whose vectors point most nearly where this one's points."""
    similarity = cosine_similarity(vectors[place[word]], vectors)
    return [(vocabulary[i], similarity[i]) for i in np.argsort(-similarity)[1 : n + 1]]  # the first is the word itself


print("\nwords and their nearest neighbours")
for word in ["true", "exception", "loop", "string", "float", "list", "class", "import"]:
    print(f"{word:>12}: " + ", ".join(f"{other} {near:.2f}" for other, near in nearest_words(word)))

print("\nNotice that true finds false: near means that two words are used alike, not that they mean the same.")
print("Try SIZE = 5: it is too few to tell words apart. Try NEAR = 1: list finds tuple, which can take its place.")

# %% [markdown]
# ## A map of words
# Your `pca` again, now down to two dimensions, of six words and their neighbours. Each group has its own colour. Words
# that would stand on each other are moved up and down.


# %%
def move_apart(labels):
    """Move labels up and down in small steps, until no two overlap."""
    for _ in range(300):
        boxes = [label.get_window_extent() for label in labels]
        for i, j in combinations(range(len(labels)), 2):
            if boxes[i].overlaps(boxes[j]):
                up = 1 if boxes[i].y0 >= boxes[j].y0 else -1
                for label, step in ((labels[i], up), (labels[j], -up)):
                    label.xyann = (0, label.xyann[1] + step)


groups = {word: [word, *(other for other, _ in nearest_words(word))] for word in MAPPED}
chosen = [(word, colour) for colour, group in enumerate(groups.values()) for word in group]
rows = vectors[[place[word] for word, _ in chosen]]
flat = pca(rows / np.linalg.norm(rows, axis=1, keepdims=True), 2)[2]  # (words on the map, 2)
figure, axes = plt.subplots(figsize=(10, 7))
axes.update_datalim(flat)
axes.autoscale_view()
axes.set_axis_off()
where = {"xytext": (0, 0), "textcoords": "offset points", "ha": "center", "va": "center"}  # moved from its place by 0
move_apart(
    [
        axes.annotate(word, point, color=f"C{colour}", fontsize=13 if word in groups else 9, **where)
        for (word, colour), point in zip(chosen, flat, strict=True)
    ]
)
save(figure, "map_of_words")

# %% [markdown]
# ## Ask in your own words
# A page becomes one vector too, and so does a question: the sum of the vectors of its words. A word that stands on few
# pages counts more than one that stands on all. The answer is the page whose vector points where the question's does.

# %%
pages = {name: words_of(page) for name, page in topics.items()}
found_on = Counter(word for words in pages.values() for word in set(words))
weight = {word: np.log(len(pages) / found_on[word]) for word in vocabulary}
directions = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def meaning(words):
    """One vector for many words."""
    return sum((weight[word] * directions[place[word]] for word in words if word in place), np.zeros(SIZE))


page_vectors = np.array([meaning(words) for words in pages.values()])  # (pages, SIZE)


def answer(question, n=3):
    """Print the pages that come nearest to a question, and give the names of those that were found."""
    known = [word for word in words_of(question) if word in place]
    similarity = cosine_similarity(meaning(known), page_vectors)
    print(f"\n{question}  (it knows: {', '.join(known) or 'no word of this'})")
    found = [list(topics)[i] for i in np.argsort(-similarity)[: n if known else 0]]
    for name in found:
        near = similarity[list(topics).index(name)]
        print(f"   {near:.2f}  {topics[name].partition(chr(10))[0]:40}  help({name!r})")
    return found


for question in [
    "How do I catch an exception?",
    "What is true and what is false?",
    "Step through my program line by line",
]:
    answer(question)
first, second, *_ = answer("Stop the loop early")
answer("Read a value by its key")
answer("Wait for something that takes long")

print(f"\nNotice that 'stop the loop early' finds {first} and {second}: neither word is in the question.")
print("The last question fails. Words like wait are too rare here to have a vector: only more text helps.")

# %% [markdown]
# ## Your turn
# In a terminal you are asked for your questions. In a notebook, write one here: `answer("...")`.

# %%
for question in asked("\nyour question (Enter ends): "):
    answer(question)
