"""A network reads digits that it has never seen, and nothing of the test is known in training."""

import io

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sklearn.datasets import load_digits

from dojo import edges, themes

pytestmark = pytest.mark.kata(
    uses=["linear", "layer_norm", "adam"],
    minutes=65,
    targets="torch",
    timeout=60,
    random=True,  # torch.manual_seed(seed) is a fine way to be the same again
    from_scratch=[
        *themes.CLASSIFIERS,
        *("KNeighborsClassifier", "load_digits", "fetch_openml", "train_test_split", "StratifiedShuffleSplit"),
        *("ShuffleSplit", "StandardScaler"),
    ],
    instead="You need a permutation of the rows, a network of torch, and a loop.",
)

DIGITS = load_digits()
IMAGES, LABELS = DIGITS.data.astype(np.float32), DIGITS.target.astype(np.int64)
SEEDS = range(5)
SPLITS = (280, 50, 154, 105, 191, 270)  # seeds whose test has few hard digits; the last has many
GOAL = "96 % or more"
RIGHT = {
    "order": "images, labels, images, labels",
    "rows": "as they are",
    "in both parts": "none",
    "left out": "none",
    "used twice": "none",
    "labels": "their own",
    "in the test": "a fifth",
}


def parts(seed):
    """A split of the judge's own: training images and labels, test images and labels."""
    order = np.random.default_rng(SPLITS[seed]).permutation(len(IMAGES))
    return IMAGES[order[360:]], LABELS[order[360:]], IMAGES[order[:360]], LABELS[order[:360]]


def numbered(n):
    """n images that can be told apart, row i full of i, with labels that belong to them."""
    return np.repeat(np.arange(n, dtype=np.float32)[:, None], 64, axis=1), (7 * np.arange(n)) % 10


def noise():
    """Images of noise, whose labels hang by a thread."""
    return np.random.default_rng(0).uniform(0, 16, (300, 64)).astype(np.float32)


# ------------------------------------------------------------------------------------- scenarios


def outcome(solution, x, y, x_test, y_test, seed):
    """How good the labels of the test are, in words."""
    labels = solution.predict(solution.fit(x, y, seed), x_test)
    if tuple(labels.shape) != tuple(y_test.shape):
        return "no label for each image"
    if len(set(labels.tolist())) == 1:
        return "one label for all"
    right, next_to = (float((abs(labels - y_test) == by).double().mean()) for by in (0, 1))
    if next_to > 0.9:
        return "the digit before or after the right one"
    words = {0.3: "like guessing", 0.9: "below 90 %", 0.96: "below 96 %"}
    return next((word for bound, word in words.items() if right < bound), GOAL)


def kind_of_labels(solution, x, y):
    labels = solution.predict(solution.fit(x, y, 0), x[:7])
    if not hasattr(labels, "dtype"):
        return type(labels).__name__
    whole = "integers" if not labels.is_floating_point() and "bool" not in str(labels.dtype) else "no integers"
    inside = "from 0 to 9" if bool(((labels >= 0) & (labels <= 9)).all()) else "not from 0 to 9"
    return f"{whole} {inside}, shape {tuple(labels.shape)}"


def facts_of_a_split(solution, x, y, seed):
    """What can be told of a split of numbered images."""
    x_train, y_train, x_test, y_test = solution.split(x, y, seed)
    pairs = [(x_train, y_train), (x_test, y_test)]
    if any(images.ndim != 2 or labels.ndim != 1 for images, labels in pairs):
        return {"order": "not images, labels, images, labels"}
    train, test = (images[:, 0].tolist() for images, _ in pairs)
    known = set(x[:, 0].tolist())
    shares = {
        "a fifth": len(test) in (len(x) // 5, -(-len(x) // 5)),
        "most": len(test) > len(x) / 2,
        "more": len(test) > len(x) / 5,
    }
    return {
        "order": "images, labels, images, labels",
        "rows": "as they are" if set(train) | set(test) <= known else "changed",
        "in both parts": "some" if set(train) & set(test) else "none",
        "left out": "some" if known - set(train) - set(test) else "none",
        "used twice": "some" if len(train + test) > len(set(train)) + len(set(test)) else "none",
        "labels": "their own" if all(labelled(*pair) for pair in pairs) else "of others",
        "in the test": next((word for word, so in shares.items() if so), "less"),
    }


def labelled(images, labels):
    return len(images) == len(labels) and bool(((7 * images[:, 0]).long() % 10 == labels).all())


def three_splits(solution, x, y):
    """Whether the test is the same for the same seed, and for another."""
    first, again, other = (set(solution.split(x, y, seed)[2][:, 0].tolist()) for seed in (0, 0, 1))
    return {"same seed": first == again, "another seed": first == other, "the last rows": min(first) >= 0.8 * len(x)}


def two_trainings(solution, x, y, unseen):
    """Whether the same seed gives the same labels, for images that are all noise."""
    one, other = (solution.predict(solution.fit(x, y, 3), unseen) for _ in range(2))
    return bool((one == other).all())


def asked_twice(solution, x, y, unseen):
    """Whether a model gives the same labels again, for images that are all noise."""
    model = solution.fit(x, y, 0)
    one, again = (solution.predict(model, unseen) for _ in range(2))
    return bool((one == again).all())


def together_and_apart(solution, x, y, unseen):
    """Whether images get the same labels in one batch, alone, beside an image that is far too bright, and again."""
    import torch

    model = solution.fit(x, y, 0)
    together = solution.predict(model, unseen)
    alone = torch.cat([solution.predict(model, unseen[i : i + 1]) for i in range(len(unseen))])
    bright = solution.predict(model, torch.cat([unseen, 1000 * unseen[:1]]))[:-1]
    again = solution.predict(model, unseen)
    labels = {"alone": alone, "beside a bright image": bright, "again": again}
    same = {name: bool((found == together).all()) for name, found in labels.items()}
    is_a_label = tuple(together.shape) == (len(unseen),)  # for the words: logits change as labels do
    return {"a label for each": is_a_label, "the same": same}


def labels_of(solution, x, y, unseen, seed):
    return solution.predict(solution.fit(x, y, seed), unseen)


# ------------------------------------------------------------------------------------------ core


def test_splits_without_an_image_in_both_parts(kata):
    found = kata.run(facts_of_a_split, *numbered(100), 0)
    kata.require(found["order"] == RIGHT["order"], "split returns X_train, y_train, X_test, y_test")
    kata.require(found["rows"] == "as they are", "the rows of X stay as they are")
    kata.require(found["in both parts"] == "none", "no image is in both parts")
    kata.require(found["left out"] == "none" and found["used twice"] == "none", "each image is used, and once")
    kata.require(found["labels"] == "their own", "each image keeps its label")


@given(st.integers(10, 120), st.integers(0, 9))
@example(1797, 0)
@example(100, 1)
def test_a_fifth_is_for_the_test(kata, n, seed):
    found = kata.run(facts_of_a_split, *numbered(n), seed)
    kata.require(found["in the test"] == "a fifth", "a fifth of the images, rounded up or down, is in the test")
    kata.equal(found, RIGHT, "each image is in one part, with its label")


def test_the_split_is_shuffled_by_its_seed(kata):
    found = kata.run(three_splits, *numbered(100))
    kata.require(found["same seed"], "the same seed gives the same split")
    kata.require(not found["another seed"], "another seed gives another split")


def test_labels_are_integers_from_0_to_9(kata):
    expected = "integers from 0 to 9, shape (7,)"
    kata.require(kata.run(kind_of_labels, *parts(0)[:2]) == expected, "7 images get 7 integers from 0 to 9")


@pytest.mark.parametrize("seed", SEEDS)
def test_reads_96_percent_of_unseen_digits(kata, seed):
    # The five parts are fixed, so a verdict repeats. A network of 64 units that reads 97 % of all digits reads 98.8 %
    # of these: below 96 % of 360 in less than 1 of 10 000 trainings (binomial).
    kata.require(kata.run(outcome, *parts(seed), seed) == GOAL, "at least 96 % of the test are read rightly")


def test_the_label_of_an_image_depends_on_the_model_and_that_image_alone(kata):
    x, y, unseen, _ = parts(0)
    kata.require(kata.run(asked_twice, x, y, noise()), "an image has the same label when it is asked for again")
    found = kata.run(together_and_apart, x, y, unseen[:30])["the same"]
    kata.require(list(found.values()), "an image has the same label in a batch, alone, beside any other, and again")


def test_is_a_picture_to_look_at(kata, picture_file):
    import matplotlib.pyplot as plt

    x, y, unseen, truth = parts(5)
    labels = kata.run(labels_of, x, y, unseen, 0)
    wrong = np.flatnonzero(np.asarray(labels) != truth)[:12]
    figure, places = plt.subplots(2, 6, figsize=(9, 3.6), layout="constrained")
    for place in places.flat:
        place.axis("off")
    for place, i in zip(places.flat, wrong, strict=False):
        place.imshow(unseen[i].reshape(8, 8), cmap="gray_r")
        place.set_title(f"{truth[i]} read as {labels[i]}")
    with io.BytesIO() as file:
        figure.savefig(file, dpi=120)
        plt.close(figure)
        picture_file.write_bytes(file.getvalue())


def test_is_written_from_scratch(kata):
    kata.check_from_scratch(labels_of, *parts(0)[:3], 0)
    kata.check_from_scratch(facts_of_a_split, *numbered(20), 0)


# ----------------------------------------------------------------------------------------- edges


@edges
def test_the_same_seed_gives_the_same_labels(kata):
    x, y, _, _ = parts(0)
    kata.require(kata.run(two_trainings, x, y, noise()), "two trainings with one seed label even noise alike")


@edges
def test_a_pixel_that_never_changes_in_training_may_change_in_the_test(kata):
    x, y, unseen, truth = parts(1)
    changed = unseen.copy()
    changed[:, np.ptp(x, axis=0) == 0] = 1.0
    found = kata.run(outcome, x, y, changed, truth, 1)
    kata.require(found in (GOAL, "below 96 %"), "a faint grey where training images were white changes next to nothing")


@edges
@pytest.mark.parametrize("dtype", [np.int32, np.uint8])
def test_labels_may_have_any_integer_type(kata, dtype):
    x, y, unseen, truth = parts(2)
    kata.require(kata.run(outcome, x, y.astype(dtype), unseen, truth, 2) == GOAL, "labels are integers of any type")


@edges
@settings(max_examples=5)
@given(st.integers(0, 5), st.sampled_from([np.int32, np.uint8]))
def test_splits_labels_of_any_integer_type(kata, seed, dtype):
    x, y = numbered(30)
    found = kata.run(facts_of_a_split, x, y.astype(dtype), seed)
    kata.require(found["labels"] == "their own", "each image keeps its label")


# ----------------------------------------------------------------------------------------- torch


@pytest.mark.kata(stage="torch", targets="torch-cpu")
def test_splits_on_the_device_of_its_input(kata):
    kata.check_device("split", *numbered(20), 0)
