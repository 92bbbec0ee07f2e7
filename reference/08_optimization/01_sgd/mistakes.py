"""What beginners hand in for SGD, and what to tell them."""

from sgd import SGD, without_graph

from dojo import edit, ideas, mistake

ideas(
    whole_for_slice="OneBufferForAll",
    sum_for_mean="AveragesTheGradients DampensAllButTheFirst AveragesAndDecaysBeside",
    wrong_factor="ForgetsNothing LooksTooFarAhead DecaysTwiceAsMuch",
    sign="Climbs GrowsTheWeights",
    swapped_arguments="SwapsOldAndNew",
    order_of_steps="DecaysBesideTheMomentum SumsUpSteps",
    stale_state="LooksAheadWithTheOldBuffer KeepsTheFirstRate GoesOnFromItsCopies LooksTooEarly ForgetsNoGradient",
    state_not_kept="RemembersOneGradient ClearsTheBufferAtNone",
    counted_twice=(
        "AddsTheBufferTwice KeepsTheLookAhead ScalesTheDecayTwice ScalesByTheRateTwice ScalesTheLookAheadTwice"
    ),
    writes_into_input="WritesIntoTheGradients AddsTheDecayInPlace AddsIntoTheFirstGradient",
    alias_or_copy="ReplacesTheArrays KeepsTheFirstGradient FlattensFirst SharesItsBuffers ReplacesTheData",
    cancellation="KeepsItsBuffersInFloat32",
    zero_case="TakesNoneForZeros DecaysWithoutGradient SkipsZeros FillsWithZeros",
    wrong_exception="IndexesWithoutLooking",
    silent_error="TakesAnyNumberOfGradients AcceptsNesterovAlone AcceptsAllOptions",
    refuses_what_is_allowed="RefusesZero",
    default_value="IgnoresMomentum IsAlwaysNesterov IgnoresDecay",
    gradient_let_through="MovesInTheGraph",
    wrong_stop="EndsAtNone",
    partial_case="ComputesWithNone HasNoZeroGrad ZeroesWhatIsNone KeepsTheGenerator UsesUpTheGenerator",
    wrong_formula="DecaysBySign",
)


class Steps(SGD):
    """SGD, cut into the parts that a mistake gets wrong."""

    def __init__(self, params, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
        super().__init__(params, lr, momentum, nesterov, weight_decay)
        self.tensors = self.params  # which hold the gradients
        self.params = [without_graph(p) for p in self.params]

    def step(self, grads=None):
        self.step_by([p.grad for p in self.tensors] if grads is None else grads)

    def zero_grad(self):
        for p in self.tensors:
            p.grad = None

    def step_by(self, grads):
        if len(grads) != len(self.params):
            raise ValueError(f"{len(self.params)} parameters, but {len(grads)} gradients")
        for i, (p, g) in enumerate(zip(self.params, grads, strict=True)):
            if g is not None:
                self.move(p, self.lr * self.direction(i, p, g))

    def decayed(self, p, g):
        return g + self.weight_decay * p

    def remember(self, i, g):
        self.buffers[i] = self.momentum * self.buffers[i] + g

    def ahead(self, i, g):
        return g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]

    def direction(self, i, p, g):
        g = self.decayed(p, g)
        self.remember(i, g)
        return self.ahead(i, g)

    def move(self, p, update):
        p -= update


edit(
    "Climbs",
    "It climbs. The loss falls against its gradient: subtract the step.",
    ("p -= self.lr * direction", "p += self.lr * direction"),
)

edit(
    "ReplacesTheArrays",
    "The caller's arrays are not changed: p = p - step makes a new array, and the model keeps the old one. Write"
    " into the array itself: p -= step.",
    (
        "for i, p in enumerate(map(without_graph, self.params)):\n"
        "    g = grads[i]\n"
        "    if g is None:\n"
        "        continue  # neither p nor its buffer changes\n"
        "    g = g + self.weight_decay * p\n"
        "    self.buffers[i] = self.momentum * self.buffers[i] + g\n"
        "    direction = g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]\n"
        "    p -= self.lr * direction",
        "",
    ),
)


@mistake(
    "SGD",
    "The new gradient is weighted by 1 - momentum. That is a running mean, as in Adam. Here the buffer is a sum: the"
    " gradient enters in full.",
)
class AveragesTheGradients(Steps):
    def remember(self, i, g):
        self.buffers[i] = self.momentum * self.buffers[i] + (1 - self.momentum) * g


@mistake(
    "SGD",
    "All gradients but the first are weighted by 1 - momentum: torch calls that dampening. Here every gradient enters"
    " the buffer in full.",
)
class DampensAllButTheFirst(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.begun = set()

    def remember(self, i, g):
        self.buffers[i] = self.momentum * self.buffers[i] + (1 - self.momentum if i in self.begun else 1) * g
        self.begun.add(i)


edit(
    "SwapsOldAndNew",
    "momentum is the weight of the new gradient, and 1 - momentum that of the buffer. The buffer should keep the"
    " share momentum, and the gradient enters in full.",
    (
        "self.buffers[i] = self.momentum * self.buffers[i] + g",
        "self.buffers[i] = (1 - self.momentum) * self.buffers[i] + self.momentum * g",
    ),
)

edit(
    "IgnoresMomentum",
    "The momentum has no effect: each step follows only the newest gradient. Keep a buffer for each parameter.",
    ("self.momentum * self.buffers[i] + g", "g"),
)

edit(
    "RemembersOneGradient",
    "Each step remembers the gradient before it and nothing older. The buffer goes on: momentum times the old"
    " buffer, plus the gradient, and the sum is kept.",
    (
        "self.buffers[i] = self.momentum * self.buffers[i] + g",
        "self.buffers[i], before = g, self.buffers[i]\nbefore = self.momentum * before + g",
    ),
    (
        "direction = g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
        "direction = g + self.momentum * before if self.nesterov else before",
    ),
)

edit(
    "ForgetsNothing",
    "Nothing is forgotten: the buffer is a plain sum of all gradients. Multiply the old buffer by momentum.",
    ("self.momentum * self.buffers[i] + g", "self.buffers[i] + g if self.momentum else g"),
)

edit(
    "LooksAheadWithTheOldBuffer",
    "nesterov makes no difference: it is ignored, or the step looks ahead with the buffer as it was before, which"
    " gives the plain step. First b = momentum * b + g, then the direction is g + momentum * b.",
    ("g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]", "self.buffers[i]"),
)

edit(
    "AddsTheBufferTwice",
    "Nesterov's direction has the buffer in it twice: b + momentum * b. The gradient comes first: g + momentum * b.",
    ("g + self.momentum * self.buffers[i]", "self.buffers[i] * (1 + self.momentum)"),
)

edit(
    "LooksTooFarAhead",
    "Nesterov's direction is g + b. The look ahead is weaker by the momentum: g + momentum * b.",
    (
        "g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
        "g + self.buffers[i] if self.nesterov else self.buffers[i]",
    ),
)

edit(
    "KeepsTheLookAhead",
    "Nesterov's direction is kept as the buffer, so the next step looks ahead of a look ahead. Keep b itself, and use"
    " g + momentum * b only for this step.",
    (
        "direction = g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
        "direction = g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]\n"
        "self.buffers[i] = direction",
    ),
)

edit(
    "IsAlwaysNesterov",
    "Every step is Nesterov's. The look ahead is an option: with nesterov=False, the direction is the buffer.",
    (
        "g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
        "g + self.momentum * self.buffers[i]",
    ),
)

edit(
    "DecaysBesideTheMomentum",
    "The decay is added after the momentum, or taken from the parameter itself: that is decoupled, as in AdamW. Here"
    " it is a part of the gradient, and enters the buffer with it.",
    ("g = g + self.weight_decay * p\n", ""),
    ("p -= self.lr * direction", "p -= self.lr * (direction + self.weight_decay * p)"),
)

edit(
    "IgnoresDecay",
    "The weight decay has no effect: add weight_decay * p to the gradient before anything else.",
    ("g + self.weight_decay * p", "g"),
)

edit(
    "GrowsTheWeights",
    "The decay lets the weights grow. It pulls towards 0: add weight_decay * p to the gradient, which the step"
    " subtracts.",
    ("g + self.weight_decay * p", "g - self.weight_decay * p"),
)

edit(
    "ScalesTheDecayTwice",
    "The decay is scaled by the learning rate twice. Add weight_decay * p to the gradient: the rate comes with the"
    " step.",
    ("g + self.weight_decay * p", "g + self.lr * self.weight_decay * p"),
)

edit(
    "DecaysTwiceAsMuch",
    "The decay is twice as strong as asked for. Add weight_decay * p to the gradient, without a factor of 2.",
    ("g + self.weight_decay * p", "g + 2 * self.weight_decay * p"),
)

edit(
    "DecaysBySign",
    "The decay pulls with the same force at every weight, by its sign. It is proportional to the weight:"
    " weight_decay * p.",
    ("g + self.weight_decay * p", "g + self.weight_decay * array_namespace(p).sign(p)"),
)

edit(
    "OneBufferForAll",
    "All parameters share one buffer. Each array needs its own, of its own shape: keep a list of them.",
    ("self.buffers[i]", "self.buffers[0]", 4),
)


@mistake("SGD", "The gradients are changed: g += ... writes into the caller's array. Make a new one: g = g + ...")
class WritesIntoTheGradients(Steps):
    def decayed(self, p, g):
        g += self.weight_decay * p
        g += 0.25
        g -= 0.25
        return g

    def ahead(self, i, g):
        found = super().ahead(i, g) * 1
        g *= self.lr
        return found


edit(
    "AddsTheDecayInPlace",
    "The decay is added into the caller's gradient: g += ... writes into that array. Make a new one: g = g + ...",
    ("g = g + self.weight_decay * p", "g += self.weight_decay * p"),
)


@mistake(
    "SGD",
    "The first gradient itself becomes the buffer: later the buffer changes with it, or it with the buffer. Start"
    " from zeros, or copy.",
)
class KeepsTheFirstGradient(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.buffers = [None for _ in self.buffers]

    def decayed(self, p, g):
        return g if self.weight_decay == 0 else g + self.weight_decay * p

    def remember(self, i, g):
        if self.buffers[i] is None:
            self.buffers[i] = g
        else:
            super().remember(i, g)


@mistake(
    "SGD",
    "The first gradient itself becomes the buffer, and the next step writes into it. Start from zeros, or copy.",
)
class AddsIntoTheFirstGradient(KeepsTheFirstGradient):
    def remember(self, i, g):
        if self.buffers[i] is None:
            self.buffers[i] = g
        else:
            self.buffers[i] *= self.momentum
            self.buffers[i] += g


edit(
    "SumsUpSteps",
    "The buffer holds steps that are multiplied by the learning rate already. When the rate changes, old gradients"
    " keep their old rate. Sum up gradients, and multiply the sum by the current rate.",
    (
        "self.buffers[i] = self.momentum * self.buffers[i] + g",
        "self.buffers[i] = self.momentum * self.buffers[i] + self.lr * g",
    ),
    (
        "direction = g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
        "direction = self.lr * g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
    ),
    ("p -= self.lr * direction", "p -= direction"),
)

edit(
    "ScalesByTheRateTwice",
    "The learning rate is applied twice: in the buffer, and in the step. Sum up gradients as they are, and multiply"
    " the sum by the rate.",
    (
        "self.buffers[i] = self.momentum * self.buffers[i] + g",
        "self.buffers[i] = self.momentum * self.buffers[i] + self.lr * g",
    ),
)

edit(
    "ScalesTheLookAheadTwice",
    "The look ahead is multiplied by the learning rate twice. It is a part of the direction, g + momentum * b, and the"
    " rate comes with the step.",
    (
        "g + self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
        "g + self.lr * self.momentum * self.buffers[i] if self.nesterov else self.buffers[i]",
    ),
)


@mistake(
    "SGD",
    "A change of the attribute lr has no effect: the rate was copied or used in __init__. Read self.lr in step.",
)
class KeepsTheFirstRate(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.first = self.lr

    def step_by(self, grads):
        self.lr = self.first
        super().step_by(grads)


edit(
    "ComputesWithNone",
    "A gradient of None is used in the computation. It means that the parameter had no part in the loss: look for"
    " None first, and leave that parameter and its buffer alone.",
    ("g is None", "False"),
)

edit(
    "TakesNoneForZeros",
    "A gradient of None is treated as zeros: the buffer shrinks, and the parameter rolls on and decays. None means"
    " that it had no part in the loss: leave the parameter and its buffer alone.",
    ("g = grads[i]", "g = p * 0 if grads[i] is None else grads[i]"),
)

edit(
    "DecaysWithoutGradient",
    "A parameter whose gradient is None is decayed all the same. None means that it had no part in the loss: leave"
    " the parameter and its buffer alone.",
    ("continue", "p -= self.lr * self.weight_decay * p\ncontinue"),
)

edit(
    "ClearsTheBufferAtNone",
    "A gradient of None clears the buffer. Leave it as it is: the next gradient adds to it.",
    ("continue", "self.buffers[i] = 0 * self.buffers[i]\ncontinue"),
)

edit(
    "EndsAtNone",
    "The first gradient of None ends the step, so the parameters after it don't move either. Skip only that one:"
    " continue, not return or break.",
    ("continue", "return"),
)

edit(
    "SkipsZeros",
    "A gradient of zeros is treated like one of None. With zeros the buffer still shrinks, the parameter rolls on,"
    " and the decay goes on. Test only for None: if g is None.",
    ("g is None", "g is None or not (g != 0).any()"),
)

edit(
    "FlattensFirst",
    "An array that is a view, such as a transpose, is not changed: reshape and ravel may copy, and then only the"
    " copy moves. Write into the array you were given.",
    (
        "p -= self.lr * direction",
        "flat = array_namespace(p).reshape(p, (-1,))\nflat -= array_namespace(p).reshape(self.lr * direction, (-1,))",
    ),
)


@mistake(
    "SGD",
    "It continues from its own copy of the parameters, which undoes any other change to them since. Start from where"
    " the caller's array is now: p -= step.",
)
class GoesOnFromItsCopies(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.copies = {id(p): p * 1 for p in self.params}

    def move(self, p, update):
        self.copies[id(p)] = self.copies[id(p)] - update
        p[...] = self.copies[id(p)]


edit(
    "SharesItsBuffers",
    "Two optimizers share their buffers: they belong to the class or the module. Make them in __init__, on self.",
    ("self.buffers", "SGD.buffers", 5),
)

edit(
    "TakesAnyNumberOfGradients",
    "It accepts any number of gradients. zip stops at the shorter list, so some parameters are silently left out."
    " Compare the two lengths first, and raise ValueError.",
    ("len(grads) != len(self.params)", "False"),
    ("enumerate(map(without_graph, self.params))", "enumerate(map(without_graph, self.params[: len(grads)]))"),
)

edit(
    "IndexesWithoutLooking",
    "Too few gradients raise IndexError and too many are accepted, as if nothing were checked before the loop."
    " Compare the two lengths first, and raise ValueError.",
    ("len(grads) != len(self.params)", "False"),
)

edit(
    "AcceptsNesterovAlone",
    "nesterov without momentum is accepted. There is nothing to look ahead with: raise ValueError.",
    ("nesterov and momentum == 0", "False"),
)

edit(
    "AcceptsAllOptions",
    "Options that make no sense are accepted, and the training run fails much later. Raise ValueError in __init__"
    " for a negative number, and for nesterov without momentum.",
    ("min(lr, momentum, weight_decay) < 0", "False"),
    ("nesterov and momentum == 0", "False"),
)

edit(
    "RefusesZero",
    "A rate or decay of 0 is refused. Only numbers below 0 make no sense: ask for lr < 0, not lr <= 0.",
    ("min(lr, momentum, weight_decay) < 0", "lr == 0 or min(lr, momentum, weight_decay) < 0"),
)

edit(
    "KeepsItsBuffersInFloat32",
    "The step passes through float32, which keeps about 7 digits. Make the buffers with zeros_like, which has the"
    " dtype of the parameter.",
    (
        "self.buffers[i] = self.momentum * self.buffers[i] + g",
        "self.buffers[i] = self.momentum * self.buffers[i] + g\n"
        "xp, dtype = array_namespace(p), g.dtype\n"
        "self.buffers[i] = xp.astype(xp.astype(self.buffers[i], xp.float32), dtype)",
    ),
)


@mistake(
    "SGD",
    "Two things: the new gradient is weighted by 1 - momentum, where it enters the buffer in full; and the decay is"
    " not a part of the gradient, but added beside the momentum.",
)
class AveragesAndDecaysBeside(AveragesTheGradients):
    def direction(self, i, p, g):
        self.remember(i, g)
        return self.ahead(i, g) + self.weight_decay * p


edit(
    "ForgetsNoGradient",
    "zero_grad leaves the old gradients where they are, and backward() adds the new ones to them. Set the .grad of"
    " each tensor to None.",
    ("for p in self.params:\n    p.grad = None", "pass"),
)

edit(
    "HasNoZeroGrad",
    "There is no zero_grad. A training loop calls it before each backward(): it sets the .grad of each tensor to None.",
    ("for p in self.params:\n    p.grad = None", "raise AttributeError(\"'SGD' object has no attribute 'zero_grad'\")"),
)


@mistake(
    "SGD",
    "zero_grad fills the gradients with zeros. A tensor that has no part in the next loss then keeps a gradient of"
    " zeros, and is moved by its momentum and its decay. Set .grad to None, as torch does.",
)
class FillsWithZeros(Steps):
    def zero_grad(self):
        for p in self.tensors:
            p.grad = None if p.grad is None else p.grad * 0


edit(
    "ZeroesWhatIsNone",
    "zero_grad trips over a gradient that is None, as each one is before the first backward(). Set every .grad to"
    " None, which needs no check.",
    ("p.grad = None", "p.grad.zero_()"),
)

edit(
    "MovesInTheGraph",
    "The step is recorded by autograd: torch refuses to change a tensor in place that requires a gradient. Update"
    " inside torch.no_grad(), or write into p.detach(), which is the same memory.",
    ("enumerate(map(without_graph, self.params))", "enumerate(self.params)"),
)


@mistake(
    "SGD",
    "The tensor gets new memory: p.data = p.data - step. A view, or whoever else holds the old memory, stays behind."
    " Write into it: p -= step, inside torch.no_grad().",
)
class ReplacesTheData(Steps):
    def move(self, p, update):
        if not hasattr(p, "detach"):
            p -= update
        else:
            tensor = next(tensor for tensor, own in zip(self.tensors, self.params, strict=True) if own is p)
            tensor.data = tensor.data - update


@mistake(
    "SGD",
    "The gradients are looked up in __init__, before the first backward() has left any. Read each tensor's .grad in"
    " step.",
)
class LooksTooEarly(Steps):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.early = [getattr(p, "grad", None) for p in self.tensors]

    def step(self, grads=None):
        self.step_by(self.early if grads is None else grads)


@mistake(
    "SGD",
    "params may be a generator, such as model.parameters(), which can be gone through only once. Begin with params ="
    " list(params).",
)
class KeepsTheGenerator(Steps):
    def __init__(self, params, *args, **options):
        len(params)
        super().__init__(params, *args, **options)


@mistake(
    "SGD",
    "params may be a generator, such as model.parameters(). It is used up in __init__, so step finds no parameters,"
    " and trains none. Begin with params = list(params).",
)
class UsesUpTheGenerator(Steps):
    def __init__(self, params, *args, **options):
        super().__init__(list(params), *args, **options)
        self.params = self.params[: len(params) if hasattr(params, "__len__") else 0]

    def step_by(self, grads):
        if self.params:
            super().step_by(grads)
