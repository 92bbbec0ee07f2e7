"""What beginners hand in for handwritten digits, and what to tell them."""

import torch
from digits import Scale, predict, split
from torch import nn

from dojo import ideas, mistake

ideas(
    wrong_axis="seeks_over_the_images",
    axis_lost="returns_a_column",
    whole_for_slice="scales_by_the_batch scales_by_the_brightest",
    wrong_factor="takes_a_quarter",
    missing_term="does_not_train",
    swapped_arguments="has_the_order_of_scikit_learn exchanges_the_parts",
    off_by_one="counts_from_one",
    entries_mixed_up="shuffles_labels_apart",
    dtype_lost="returns_floats",
    epsilon="divides_by_next_to_nothing",
    zero_case="divides_by_zero",
    default_value="ignores_the_seed",
    wrong_distribution="takes_the_last_rows",
    leakage="draws_each_part_anew trains_on_all scales_by_all",
    train_eval_mode="predicts_in_train_mode",
    wrong_stop="stops_far_too_early stops_too_early",
    logit_or_probability="returns_logits",
    other_kind_of_result="returns_a_list",
)


def cut(X, y, train, test):
    return X[train], y[train], X[test], y[test]


@mistake(
    "split",
    "Some images are in both parts, because each part is drawn anew. Make one permutation of the indices, and cut it"
    " in two.",
)
def draws_each_part_anew(X, y, seed):
    rng = torch.Generator().manual_seed(seed)
    test = torch.randperm(len(X), generator=rng)[: len(X) // 5]
    train = torch.randperm(len(X), generator=rng)[len(X) // 5 :]
    return cut(X, y, train, test)


@mistake(
    "split",
    "All images are in the training part, including those of the test, so the score only tells what was memorised."
    " Leave the test out of it.",
)
def trains_on_all(X, y, seed):
    _, _, X_test, y_test = split(X, y, seed)
    return X, y, X_test, y_test


@mistake(
    "split",
    "The images are not shuffled, so every seed gives the same test, and one that is unlike the rest, because the last"
    " rows are by other writers. Shuffle the indices by the seed.",
)
def takes_the_last_rows(X, y, seed):
    rows = torch.arange(len(X))
    count = len(X) // 5
    return cut(X, y, rows[: len(X) - count], rows[len(X) - count :])


@mistake(
    "split",
    "The seed plays no part: every seed gives the same split. Shuffle with torch.Generator().manual_seed(seed).",
)
def ignores_the_seed(X, y, seed):
    return split(X, y, 0)


@mistake(
    "split",
    "Images and labels are shuffled separately, so an image gets the label of a different one. Shuffle the indices"
    " once, and use them for the rows of both.",
)
def shuffles_labels_apart(X, y, seed):
    X_train, _, X_test, _ = split(X, y, seed)
    _, y_train, _, y_test = split(X, y, seed + 1)
    return X_train, y_train, X_test, y_test


@mistake(
    "split",
    "The order is X_train, X_test, y_train, y_test, as scikit-learn has it. Here each part comes with its labels:"
    " X_train, y_train, X_test, y_test.",
)
def has_the_order_of_scikit_learn(X, y, seed):
    X_train, y_train, X_test, y_test = split(X, y, seed)
    return X_train, X_test, y_train, y_test


@mistake("split", "The parts have changed places: a fifth is for the training, and the rest for the test.")
def exchanges_the_parts(X, y, seed):
    X_train, y_train, X_test, y_test = split(X, y, seed)
    return X_test, y_test, X_train, y_train


@mistake("split", "The test is a quarter of the images, but should be a fifth.")
def takes_a_quarter(X, y, seed):
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(seed))
    return cut(X, y, order[len(X) // 4 :], order[: len(X) // 4])


@mistake(
    "split",
    "split scales the pixels by all images, including those of the test. It should return the rows as they are; the"
    " scale is learned in fit, from the training part.",
)
def scales_by_all(X, y, seed):
    return split((X - X.mean(dim=0)) / X.std(dim=0).clamp(min=1.0), y, seed)


def network(X, seed, *first):
    torch.manual_seed(seed)
    return nn.Sequential(*first, nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).to(X.device)


def trained(model, X, y, steps=60, lr=0.01):
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(X), y.long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


class DividesByZero(Scale):
    def __init__(self, X):
        super().__init__(X)
        self.std = X.std(dim=0)


@mistake(
    "fit",
    "All images get one label. Print a logit: is it NaN? The standard deviation of a pixel that never changes is 0, and"
    " 0/0 is NaN, which spreads to every weight. Divide by at least 1: X.std(dim=0).clamp(min=1).",
)
def divides_by_zero(X, y, seed):
    return trained(network(X, seed, DividesByZero(X)), X, y, steps=20)


class DividesByNextToNothing(Scale):
    def __init__(self, X):
        super().__init__(X)
        self.std = X.std(dim=0) + 1e-8


@mistake(
    "fit",
    "A pixel that never changes in training is divided by a tiny eps, so where it changes later, a faint grey becomes"
    " a million and drowns out the rest. Divide such pixels by 1.",
)
def divides_by_next_to_nothing(X, y, seed):
    return trained(network(X, seed, DividesByNextToNothing(X)), X, y)


@mistake(
    "fit",
    "The labels are guessed, because the network is not trained, or no step reaches its weights. Print the loss: it"
    " begins at about log 10 = 2.3, and has to fall.",
)
def does_not_train(X, y, seed):
    return trained(network(X, seed, Scale(X)), X, y, steps=0)


@mistake(
    "fit",
    "It reads fewer than nine of ten digits. Print the loss. If it still falls, the steps are too few or too small: go"
    " on until it is near 0. If it jumps about, they are too large.",
)
def stops_far_too_early(X, y, seed):
    return trained(network(X, seed, Scale(X)), X, y, steps=10, lr=0.003)


@mistake(
    "fit",
    "It reads nine of ten digits, but not 96 of 100: the training stops too early, or the network has no hidden"
    " layer. Take more steps, and 64 units or more.",
)
def stops_too_early(X, y, seed):
    return trained(network(X, seed, Scale(X)), X, y, steps=35, lr=0.003)


@mistake(
    "predict",
    "These are the ten logits or probabilities of each image. The label is where the largest of them is:"
    " argmax(dim=1).",
)
def returns_logits(model, X):
    with torch.no_grad():
        return model(X)


@mistake(
    "predict", "The largest entry is looked for among the images: argmax(dim=0). Each image has a row: argmax(dim=1)."
)
def seeks_over_the_images(model, X):
    with torch.no_grad():
        return model(X).argmax(dim=0)


@mistake("predict", "The labels are right, but they are floats. argmax gives integers: leave them as they are.")
def returns_floats(model, X):
    return predict(model, X).float()


@mistake("predict", "The labels are a column of shape (m, 1). One label for each image has the shape (m,).")
def returns_a_column(model, X):
    return predict(model, X)[:, None]


@mistake("predict", "The labels are a list. Return the tensor that argmax gives.")
def returns_a_list(model, X):
    return predict(model, X).tolist()


@mistake(
    "predict",
    "The images are scaled by their own batch, so a digit beside other images gets a different label, and a single one"
    " cannot be scaled at all. Keep the mean and deviation of the training part in the model.",
)
def scales_by_the_batch(model, X):
    mean, std = X.mean(dim=0), X.std(dim=0, correction=0).clamp(min=1.0)
    with torch.no_grad():
        return model[1:]((X - mean) / std).argmax(dim=1)


@mistake(
    "predict",
    "The largest pixel of the batch scales all of its images. Divide by a number from the training part, or by 16,"
    " which is the same for all.",
)
def scales_by_the_brightest(model, X):
    return predict(model, X * (16 / X.max()))


@mistake(
    "predict",
    "The model predicts in train mode, where dropout is active: the same image gets a different label each time."
    " Call model.eval() first.",
)
def predicts_in_train_mode(model, X):
    model.train()
    with torch.no_grad():
        return model(X).argmax(dim=1)


@mistake("predict", "The labels are one too large or too small. The classes are 0 to 9, counted as argmax counts.")
def counts_from_one(model, X):
    return predict(model, X) + 1
