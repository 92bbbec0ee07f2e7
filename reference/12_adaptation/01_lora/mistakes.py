"""What beginners hand in for LoRA, and what to tell them."""

from dojo import both, edit, ideas

ideas(
    root_or_square="ScalesByTheRootOfTheRank",
    wrong_factor="ScalesByAlpha DoesNotScale MergesWithoutTheScale",
    missing_term="ForgetsTheLayer ForgetsTheChange ForgetsDropout",
    upside_down="TurnsTheScaleRound",
    transposed="StoresInputsFirst MergesTheTransposedChange",
    swapped_arguments="SwapsAAndB",
    order_of_steps="AppliesTheChangeToTheOutput DropsOutputs DropsTheSum RefusesTooLate CountsAsMergedAfterARefusal",
    stale_state="StaysMerged UnmergesToTheBeginning",
    state_not_kept="ForgetsThatItIsMerged EmptiesBAfterMerging",
    not_accumulated="ReplacesTheWeight",
    counted_twice="AddsTheChangeTwice MergesTwice UnmergesWhatIsNotMerged DropsForTheLayerAsWell",
    alias_or_copy="CopiesTheLayer",
    dtype_lost="IgnoresDtypeAndDevice",
    overflow="AsksTheFactors",
    nan_hidden="MergesNan MergesWhatIsInfinite",
    silent_error="TakesAnyRank",
    refuses_what_is_allowed="WantsALayerOfTorch",
    gradient_cut="CutsTheLayerOff",
    gradient_let_through="LeavesTheLayerTrainable FreezesTheWeightAlone ThawsTheWeight MergesUnderAutograd",
    train_eval_mode="DropsInEvaluation",
    parameter_or_buffer="KeepsPlainTensors MakesLinearLayers",
    wrong_initialisation="StartsBothAtZero StartsBothAtRandom StartsAAtZero StartsAWithoutASign StartsAAtOne",
)

A_STARTS = "linear.weight.new_empty(rank, in_features).normal_() / in_features**0.5"
B_STARTS = "linear.weight.new_zeros(out_features, rank)"

# ---------------------------------------------------------------------------------- how it starts

edit(
    "StartsBothAtZero",
    "A and B both start at 0. Then each one's gradient is a product with the other, 0, and nothing is ever learned."
    " Only B starts at 0; A starts random.",
    (A_STARTS, "linear.weight.new_zeros(rank, in_features)"),
)

edit(
    "StartsBothAtRandom",
    "A and B both start random, so that a new layer already gives something else than the layer that was tuned so"
    " far. B starts at 0: then the change B A is 0.",
    (B_STARTS, "linear.weight.new_empty(out_features, rank).normal_() / in_features**0.5"),
)

edit(
    "StartsAAtZero",
    "A starts at 0 and B random. It works the other way round, too, but the contract is that of the paper: A random,"
    " B 0.",
    (A_STARTS, "linear.weight.new_zeros(rank, in_features)"),
    (B_STARTS, "linear.weight.new_empty(out_features, rank).normal_() / rank**0.5"),
)

edit(
    "StartsAWithoutASign",
    "All entries of A start positive, as torch.rand gives them, so that its rows are nearly the same. Draw them with"
    " mean 0, as randn does.",
    (A_STARTS, "linear.weight.new_empty(rank, in_features).uniform_() / in_features**0.5"),
)

edit(
    "StartsAAtOne",
    "All rows of A start equal, so they get equal gradients, and the change never has more than rank 1. Draw A at"
    " random, with mean 0.",
    (A_STARTS, "linear.weight.new_ones(rank, in_features) / in_features**0.5"),
)

# ---------------------------------------------------------------------------------- the change

edit(
    "ScalesByAlpha",
    "The change is multiplied by alpha. It is alpha / rank: with more rows in A, the sum over them has more terms.",
    ("alpha / rank", "alpha"),
)

edit(
    "DoesNotScale",
    "The change is not scaled: alpha plays no part. Multiply B A x by alpha / rank.",
    ("alpha / rank", "1.0"),
)

edit(
    "ScalesByTheRootOfTheRank",
    "The change is multiplied by alpha / √rank. Some variants of LoRA do so (rsLoRA), but here it is alpha / rank.",
    ("alpha / rank", "alpha / rank**0.5"),
)

edit(
    "TurnsTheScaleRound",
    "The change is multiplied by rank / alpha. Turn it round: alpha / rank.",
    ("alpha / rank", "rank / alpha"),
)

edit(
    "ForgetsTheLayer",
    "Only the change is returned. It belongs beside the layer: add B A x to what the layer gives.",
    ("return y + self.scale", "return self.scale"),
)

edit(
    "ForgetsTheChange",
    "Only the layer's outputs are returned, and A and B play no part. Add (alpha / rank) B A x.",
    ("return y + self.scale * (self.dropout(x) @ self.A.T @ self.B.T)", "return y"),
)

edit(
    "AppliesTheChangeToTheOutput",
    "A and B are fed with the layer's output, one after the other. They work side by side with the layer: both read"
    " the same x.",
    ("self.dropout(x) @", "self.dropout(y) @"),
)

edit(
    "SwapsAAndB",
    "A and B have changed places. A comes first: it is (rank, in_features) and makes x short. B is (out_features,"
    " rank).",
    ("self.A = nn.Parameter", "self.B = nn.Parameter"),
    ("self.B = nn.Parameter(linear.weight.new_zeros", "self.A = nn.Parameter(linear.weight.new_zeros"),
    ("self.A.T @ self.B.T", "self.B.T @ self.A.T"),
    ("self.B @ self.A", "self.A @ self.B", 2),
)

edit(
    "StoresInputsFirst",
    "A is stored as (in_features, rank), and B as (rank, out_features). As in every layer of torch, outputs come"
    " first: A is (rank, in_features), B is (out_features, rank), and the change is B @ A.",
    (A_STARTS, "linear.weight.new_empty(in_features, rank).normal_() / in_features**0.5"),
    (B_STARTS, "linear.weight.new_zeros(rank, out_features)"),
    ("self.A.T @ self.B.T", "self.A @ self.B"),
    ("self.B @ self.A", "(self.A @ self.B).T", 2),
)

# ---------------------------------------------------------------------------------- what is trained

edit(
    "LeavesTheLayerTrainable",
    "The layer is not frozen, and its weight is trained, too. Then nothing is saved: requires_grad_(False) freezes a"
    " module.",
    ("linear.requires_grad_(False)", "linear"),
)

edit(
    "FreezesTheWeightAlone",
    "The weight is frozen, but not the bias. Freeze all parameters of the layer: linear.requires_grad_(False).",
    ("self.linear = linear.requires_grad_(False)", "self.linear = linear\nlinear.weight.requires_grad_(False)"),
)

edit(
    "KeepsPlainTensors",
    "A and B are plain tensors, so that no optimizer finds them, and state_dict does not save them. Make each an"
    " nn.Parameter.",
    (f"nn.Parameter({A_STARTS})", f"({A_STARTS}).requires_grad_()"),
    (f"nn.Parameter({B_STARTS})", f"{B_STARTS}.requires_grad_()"),
)

edit(
    "MakesLinearLayers",
    "A and B are layers, nn.Linear, and not Parameters: their numbers are then A.weight and B.weight. Here A and B"
    " are the matrices themselves, each an nn.Parameter.",
    (f"nn.Parameter({A_STARTS})", "nn.Linear(in_features, rank, bias=False)"),
    (f"nn.Parameter({B_STARTS})", "nn.Linear(rank, out_features, bias=False)"),
    ("self.scale = alpha / rank", "nn.init.zeros_(self.B.weight)\nself.scale = alpha / rank"),
    ("self.dropout(x) @ self.A.T @ self.B.T", "self.B(self.A(self.dropout(x)))"),
    ("self.B @ self.A", "self.B.weight @ self.A.weight", 2),
)

edit(
    "CutsTheLayerOff",
    "The layer runs under no_grad, or its output is detached, so that no gradient reaches the layers below through"
    " it. To freeze parameters is enough: x still needs its gradient.",
    ("y = self.linear(x)", "y = self.linear(x).detach()"),
)

edit(
    "CopiesTheLayer",
    "The layer is copied. Keep the one that you were given: whoever loads a weight into it means that one.",
    (
        "self.linear = linear.requires_grad_(False)",
        "import copy\nself.linear = copy.deepcopy(linear).requires_grad_(False)",
    ),
)

edit(
    "WantsALayerOfTorch",
    "linear.in_features is an attribute of torch's layer. Yours may have a weight and a bias alone: read both sizes off"
    " linear.weight.shape.",
    (
        "out_features, in_features = linear.weight.shape",
        "out_features, in_features = linear.out_features, linear.in_features",
    ),
)

# ---------------------------------------------------------------------------------- merging

edit(
    "MergesWithoutTheScale",
    "merge adds B A without alpha / rank, so that a merged layer gives something else than before. Scale the change in"
    " merge as in forward.",
    ("change = self.scale * self.B", "change = self.B"),
    ("-= self.scale * self.B", "-= self.B"),
)

edit(
    "AddsTheChangeTwice",
    "After merge the change is in the weight, and forward adds it again. Remember that it is merged, and return what"
    " the layer gives.",
    ("if self.merged:\n    return y\n", ""),
)

edit(
    "MergesTwice",
    "A second merge adds the change a second time. Remember that it is merged, and do nothing then.",
    ("if self.merged:\n    return\n", ""),
)

edit(
    "UnmergesWhatIsNotMerged",
    "unmerge subtracts the change although it is not in the weight. Ask first whether it is merged.",
    (
        "if self.merged:\n    self.linear.weight -= self.scale * self.B @ self.A\n    self.merged = False",
        "self.linear.weight -= self.scale * self.B @ self.A\nself.merged = False",
    ),
)

edit(
    "ForgetsThatItIsMerged",
    "merge does not remember that the change is in the weight, so forward adds it again, and unmerge can't know. Set a"
    " flag in merge, and take it back in unmerge.",
    ("self.linear.weight += change\nself.merged = True", "self.linear.weight += change"),
)

edit(
    "StaysMerged",
    "unmerge takes the change out, but the layer still counts as merged: forward then leaves the change out, too. Reset"
    " the flag.",
    ("-= self.scale * self.B @ self.A\nself.merged = False", "-= self.scale * self.B @ self.A"),
)

edit(
    "ReplacesTheWeight",
    "merge puts the change in the place of the weight. Add it: W + (alpha / rank) B A.",
    ("self.linear.weight += change", "self.linear.weight.copy_(change)"),
)

edit(
    "MergesTheTransposedChange",
    "merge computes the change in the wrong order or transposed. The weight is (out_features, in_features), as B @ A"
    " is.",
    ("change = self.scale * self.B @ self.A", "change = self.scale * self.A.T @ self.B.T"),
)

edit(
    "ThawsTheWeight",
    "After merge the weight is trained. A new nn.Parameter wants gradients, and so does what is added to without"
    " no_grad: change the frozen weight in place, under torch.no_grad().",
    ("self.linear.weight += change", "self.linear.weight = nn.Parameter(self.linear.weight + change)"),
)

edit(
    "MergesUnderAutograd",
    "merge changes the weight while autograd looks on. The weight then becomes a result that depends on A and B, and"
    " can't be a parameter any more. Do it under torch.no_grad().",
    ("@torch.no_grad()\ndef merge(self):", "def merge(self):"),
)

edit(
    "EmptiesBAfterMerging",
    "merge sets B to 0, so that forward need not ask whether it is merged. But then unmerge can't know what was added."
    " Keep B, and remember in a flag that it is merged.",
    ("self.linear.weight += change\nself.merged = True", "self.linear.weight += change\nself.B.zero_()"),
)

edit(
    "MergesNan",
    "A change with NaN or infinite entries is merged. The weight is then lost, for unmerge can't bring it back. Ask"
    " torch.isfinite(change).all() first, and raise a ValueError.",
    ("if not torch.isfinite(change).all():", "if False:"),
)

edit(
    "MergesWhatIsInfinite",
    "A change with infinite entries is merged. The weight is then lost, for infinity minus infinity is NaN. Ask"
    " torch.isfinite(change).all(), which NaN and infinity both fail.",
    ("if not torch.isfinite(change).all():", "if torch.isnan(change).any():"),
)

edit(
    "AsksTheFactors",
    "A and B are asked whether they are finite. Their product may still be too large for a float: ask the change that"
    " is added.",
    ("torch.isfinite(change).all()", "(torch.isfinite(self.A).all() and torch.isfinite(self.B).all())"),
)

edit(
    "CountsAsMergedAfterARefusal",
    "The layer counts as merged although merge has refused, so forward leaves the change out. Set the flag after the"
    " weight was changed.",
    ("change = self.scale * self.B @ self.A", "change, self.merged = self.scale * self.B @ self.A, True"),
)

edit(
    "UnmergesToTheBeginning",
    "unmerge brings back the weight that the layer had when it was wrapped. A different one may have been loaded"
    " since: take out what merge has added.",
    ("self.scale = alpha / rank", "self.scale, self.first = alpha / rank, linear.weight.detach().clone()"),
    ("self.linear.weight -= self.scale * self.B @ self.A", "self.linear.weight.copy_(self.first)"),
)

edit(
    "RefusesTooLate",
    "The refusal comes after the weight was changed. Look at the change first, then add it.",
    ("change = self.scale * self.B @ self.A", "change = self.scale * self.B @ self.A\nself.linear.weight += change"),
    ("self.linear.weight += change\nself.merged", "self.merged"),
)

# ---------------------------------------------------------------------------------- dropout and edges

edit(
    "DropsForTheLayerAsWell",
    "Dropout hides entries of x from the frozen layer, too. Only A reads the thinned x; the layer reads x as it is.",
    ("y = self.linear(x)", "x = self.dropout(x)\ny = self.linear(x)"),
    ("self.dropout(x) @", "x @"),
)

edit(
    "DropsOutputs",
    "Dropout is applied after A, to what it or B gives. It belongs before A: there it hides entries of x.",
    ("(self.dropout(x) @ self.A.T @ self.B.T)", "self.dropout(x @ self.A.T @ self.B.T)"),
)

edit(
    "DropsTheSum",
    "Dropout is applied to the sum, and so to the outputs of the frozen layer. Only A reads a thinned x.",
    (
        "y + self.scale * (self.dropout(x) @ self.A.T @ self.B.T)",
        "self.dropout(y + self.scale * (x @ self.A.T @ self.B.T))",
    ),
)

edit(
    "ForgetsDropout",
    "Dropout plays no part. In training, A reads self.dropout(x) in the place of x.",
    ("self.dropout(x) @", "x @"),
)

edit(
    "DropsInEvaluation",
    "Dropout runs in evaluation, too: F.dropout has training=True by default. Use nn.Dropout, which knows the mode of"
    " the module, or hand over training=self.training.",
    ("self.dropout(x) @", "nn.functional.dropout(x, self.dropout.p) @"),
)

edit(
    "IgnoresDtypeAndDevice",
    "A and B are always float32 on the CPU. Make them in the dtype and on the device of linear.weight: torch.zeros"
    " takes device=... and dtype=..., and weight.new_zeros needs neither.",
    (A_STARTS, "torch.randn(rank, in_features) / in_features**0.5"),
    (B_STARTS, "torch.zeros(out_features, rank)"),
)

edit(
    "TakesAnyRank",
    "A rank below 1 is taken, or ends in an error of a division or of torch. Raise a ValueError that mentions it.",
    ("if rank < 1:", "if False:"),
)

# ------------------------------------------------- two faults at once: the words are for the one to repair first

both(
    "ScalesByAlpha",
    "LeavesTheLayerTrainable",
    "The layer is not frozen: requires_grad_(False) freezes a module. After that, scale the change by alpha / rank, not"
    " by alpha.",
)
