"""What beginners hand in for modules, and what to tell them."""

import numpy as np

from dojo import edit, ideas, mistake

ideas(
    missing_term="ForgetsThePath LosesThePrefixDeepDown",
    order_of_steps="MakesItsDictionariesLast",
    stale_state=(
        "NeverForgets KeepsWhatWasDeleted KeepsWhatBecameNone KeepsWhatBecameANumber KeepsTheModuleThatWasReplaced"
    ),
    counted_twice="ListsSharedParametersTwice ListsSharedModulesTwice ListsEverythingTwice WalksOnceAndListsTwice",
    alias_or_copy="TakesEqualForTheSame CopiesTheArray ReplacesTheArrays TakesOverTheCallersArrays",
    zero_case="FillsGradientsWithZeros",
    wrong_exception="RaisesKeyError RaisesValueError",
    silent_error="TakesAnyMode PassesOverMissingNames PassesOverSurplusNames PassesOverAllNames",
    broadcast_by_accident="BroadcastsWhatItLoads",
    train_eval_mode=(
        "LeavesItselfOutAndItsMode SetsItsOwnModeAlone EvaluatesItselfAlone SetsTheModeOneLevelDown GivesNothingBack"
        " TrainsInAnyCase StartsInEvaluation"
    ),
    parameter_or_buffer="SavesSharedArraysOnce SavesAndLoadsSharedArraysOnce LooksIntoLists",
    wrong_initialisation="StartsWithAGradient",
    ties_and_order=(
        "ListsInTheOrderOfAssignment ListsSubmodulesFirst SortsTheNames SortsAllNames KeepsTheLastName"
        " GoesLevelByLevel MovesWhatReplacesToTheEnd"
    ),
    partial_case=(
        "ListsItsOwnAlone LooksOneLevelDown LeavesItselfOut ListsDirectSubmodulesAlone ClearsItsOwnGradientsAlone"
        " LoadsIntoASlice DropsKeywords TakesOneArgument"
    ),
    wrong_formula="JoinsWithUnderscores SavesParameters",
)


class Right:
    """A right module, in parts that a mistake can replace."""

    def __init__(self):
        self.training = True

    def __call__(self, *args, **kwargs):
        return self.forward(*args, **kwargs)

    def attributes(self):
        return list(vars(self).items())

    def own(self):
        return [(name, value) for name, value in self.attributes() if type(value).__name__ == "Parameter"]

    def children(self):
        return [(name, value) for name, value in self.attributes() if isinstance(value, Right)]

    def all_named(self, prefix=""):
        found = [(prefix + name, parameter) for name, parameter in self.own()]
        return found + [pair for name, child in self.children() for pair in child.all_named(f"{prefix}{name}.")]

    def all_modules(self):
        return [self, *(module for _, child in self.children() for module in child.all_modules())]

    def named_parameters(self):
        return [
            pair for i, pair in enumerate(self.all_named()) if all(pair[1] is not p for _, p in self.all_named()[:i])
        ]

    def parameters(self):
        return [parameter for _, parameter in self.named_parameters()]

    def modules(self):
        return list({id(module): module for module in self.all_modules()}.values())

    def train(self, mode=True):
        if mode is not True and mode is not False:
            raise ValueError(f"{mode!r} is no mode")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self):
        return self.train(False)

    def zero_grad(self):
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self):
        return {name: parameter.data for name, parameter in self.all_named()}

    def load_state_dict(self, state):
        if wrong := self.misfits(state):
            raise RuntimeError(f"does not fit: {wrong}")
        self.load(state)

    def load(self, state):
        for name, parameter in self.all_named():
            parameter.data[...] = state[name]

    def misfits(self, state):
        return self.lost(state) + self.surplus(state) + self.misshapen(state)

    def lost(self, state):
        return [name for name in self.state_dict() if name not in state]

    def surplus(self, state):
        return [name for name in state if name not in self.state_dict()]

    def misshapen(self, state):
        own = self.state_dict()
        return [name for name in own if name in state and own[name].shape != np.shape(state[name])]


# ---------------------------------------------------------------------------- names and their order


@mistake(
    "Module",
    "Parameters and submodules are listed in one go, in the order of assignment. A module's own parameters come first,"
    " all of them; its submodules after them.",
)
class ListsInTheOrderOfAssignment(Right):
    def all_named(self, prefix=""):
        found = []
        for name, value in self.attributes():
            if type(value).__name__ == "Parameter":
                found.append((prefix + name, value))
            elif isinstance(value, Right):
                found += value.all_named(f"{prefix}{name}.")
        return found


@mistake(
    "Module",
    "The submodules come before the module's own parameters. Swap the two loops: own parameters first.",
)
class ListsSubmodulesFirst(Right):
    def all_named(self, prefix=""):
        found = [pair for name, child in self.children() for pair in child.all_named(f"{prefix}{name}.")]
        return found + [(prefix + name, parameter) for name, parameter in self.own()]


edit(
    "SortsTheNames",
    "The names are sorted alphabetically, as dir() gives them. The order is that of assignment: vars(self), or a dict"
    " of your own, keeps it.",
    ("list(vars(self).items())", "sorted(vars(self).items())"),
)


@mistake(
    "Module",
    "The names are sorted alphabetically over the entire tree. A module's own parameters come first, in the order of"
    " assignment, and then its submodules.",
)
class SortsAllNames(Right):
    def named_parameters(self):
        return sorted(super().named_parameters(), key=lambda pair: pair[0])


@mistake(
    "Module",
    "A parameter of a submodule has only the last part of its name. The name is the full path, with dots:"
    " first.weight.",
)
class ForgetsThePath(Right):
    def all_named(self, prefix=""):
        return super().all_named()

    def named_parameters(self):
        return [(name.rpartition(".")[2], parameter) for name, parameter in super().named_parameters()]


edit(
    "LosesThePrefixDeepDown",
    "In a module inside a module the first part of the name is lost. Pass the prefix on: prefix + name + '.' goes"
    " to the next level.",
    ('prefix + name + "."', 'name + "."'),
)


@mistake(
    "Module", "The parts of a name are joined by a different character. torch joins them with a dot: first.weight."
)
class JoinsWithUnderscores(Right):
    def named_parameters(self):
        return [(name.replace(".", "_"), parameter) for name, parameter in super().named_parameters()]

    def state_dict(self):
        return {name.replace(".", "_"): array for name, array in super().state_dict().items()}

    def load(self, state):
        super().load({name: state[name.replace(".", "_")] for name, _ in self.all_named()})


@mistake(
    "Module",
    "Only the module's own parameters are found. Ask each submodule for its parameters too, and put the submodule's"
    " name and a dot in front.",
)
class ListsItsOwnAlone(Right):
    def all_named(self, prefix=""):
        return [(prefix + name, parameter) for name, parameter in self.own()]


@mistake(
    "Module",
    "Parameters are found one level down, and no deeper. Let each submodule use the same method, which asks its own"
    " submodules.",
)
class LooksOneLevelDown(Right):
    def all_named(self, prefix=""):
        found = [(prefix + name, parameter) for name, parameter in self.own()]
        return found + [(f"{prefix}{n}.{name}", p) for n, child in self.children() for name, p in child.own()]


# ----------------------------------------------------------------------------------- shared objects


@mistake(
    "Module",
    "A parameter that is in two places is listed twice, so an optimizer would move it twice per step. Remember the"
    " objects that you have met, by id(), and leave them out.",
)
class ListsSharedParametersTwice(Right):
    def named_parameters(self):
        return self.all_named()


@mistake(
    "Module",
    "Two parameters with equal numbers count as one. What makes them the same is being one object: compare with `is`,"
    " or by id().",
)
class TakesEqualForTheSame(Right):
    def named_parameters(self):
        kept = []
        for name, parameter in self.all_named():
            if not any(np.array_equal(parameter.data, other.data) for _, other in kept):
                kept.append((name, parameter))
        return kept


@mistake(
    "Module",
    "A parameter in several places has its last name. Keep the first: leave out what you have met, and don't"
    " overwrite it.",
)
class KeepsTheLastName(Right):
    def named_parameters(self):
        return [(name, p) for p, name in {p: name for name, p in self.all_named()}.items()]


@mistake(
    "Module",
    "A module that is in two places is listed twice by modules(). Remember the objects that you have met, by id(),"
    " and leave them out.",
)
class ListsSharedModulesTwice(Right):
    def modules(self):
        return self.all_modules()


SHARED = (
    "state_dict has a shared array once. It has it under each of its names, so that a file can be loaded where nothing"
    " is shared."
)


@mistake("Module", SHARED)
class SavesSharedArraysOnce(Right):
    def state_dict(self):
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load(self, state):
        for name, parameter in self.named_parameters():
            parameter.data[...] = state[name]


@mistake("Module", SHARED)
class SavesAndLoadsSharedArraysOnce(SavesSharedArraysOnce):
    def load(self, state):
        for name, parameter in self.named_parameters():
            parameter.data[...] = state[name]


@mistake(
    "Module",
    "What is in two places is listed twice, parameters and modules alike. Remember the objects that you have met, by"
    " id(), and leave them out.",
)
class ListsEverythingTwice(Right):
    def named_parameters(self):
        return self.all_named()

    def modules(self):
        return self.all_modules()


@mistake(
    "Module",
    "One walk over the attributes lists parameters and submodules as they were assigned, and shared ones twice. A"
    " module's own parameters come first; what you have met before is left out.",
)
class WalksOnceAndListsTwice(ListsInTheOrderOfAssignment):
    def named_parameters(self):
        return self.all_named()

    def modules(self):
        return self.all_modules()


# ------------------------------------------------------------------------------------------ modules


@mistake("Module", "modules() leaves out the module itself. It comes first.")
class LeavesItselfOut(Right):
    def modules(self):
        return super().modules()[1:]

    def train(self, mode=True):
        super().train(mode)
        self.training = mode
        return self


edit(
    "LeavesItselfOutAndItsMode",
    "modules() leaves out the module itself, and so its mode is not set: train() and eval() reach only the"
    " submodules. The module itself comes first.",
    ("[self, *(m for _, m in self._walk(Module))]", "[m for _, m in self._walk(Module)]"),
)


@mistake(
    "Module",
    "modules() gives the module and its direct submodules. Those inside them count too: let each submodule list its"
    " own.",
)
class ListsDirectSubmodulesAlone(Right):
    def modules(self):
        return list({id(m): m for m in [self, *(child for _, child in self.children())]}.values())

    def train(self, mode=True):
        for module in super().modules():
            module.training = mode if isinstance(mode, bool) else super().train(mode)
        return self


@mistake(
    "Module",
    "modules() goes level by level. Each submodule is followed by its own submodules, before the next one of the same"
    " level.",
)
class GoesLevelByLevel(Right):
    def modules(self):
        level, found = [self], {}
        while level:
            found |= {id(module): module for module in level if id(module) not in found}
            level = [child for module in level for _, child in module.children()]
        return list(found.values())


# --------------------------------------------------------------------------------------------- mode


@mistake(
    "Module",
    "train() and eval() set the mode of this module only, so dropout in a submodule stays as it was. Set it in all of"
    " modules().",
)
class SetsItsOwnModeAlone(Right):
    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError(f"{mode!r} is no mode")
        self.training = mode
        return self


edit(
    "EvaluatesItselfAlone",
    "eval() sets the mode of this module only. Let it be train(False), which reaches all submodules.",
    ("return self.train(False)", "self.training = False\nreturn self"),
)


@mistake(
    "Module",
    "train() and eval() reach the direct submodules, and no deeper. Let each submodule pass the mode on, or go over"
    " modules().",
)
class SetsTheModeOneLevelDown(Right):
    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError(f"{mode!r} is no mode")
        for module in [self, *(child for _, child in self.children())]:
            module.training = mode
        return self


@mistake(
    "Module",
    "train() and eval() return nothing. They should return the module, so that one can write model = Model().eval().",
)
class GivesNothingBack(Right):
    def train(self, mode=True):
        super().train(mode)


@mistake("Module", "train() always sets the mode to True. train(False) is the same as eval().")
class TrainsInAnyCase(Right):
    def train(self, mode=True):
        return super().train(True if isinstance(mode, bool) else mode)

    def eval(self):
        return super().train(False)


edit(
    "StartsInEvaluation",
    "A new module is in evaluation mode. It starts with training = True.",
    ("self.training = True", "self.training = False"),
)

edit(
    "TakesAnyMode",
    "Any mode is accepted: train('eval') would silently train. Only True and False are modes; raise a ValueError"
    " that shows what was given.",
    ('if not isinstance(mode, bool):\n    raise ValueError(f"the mode is True or False, not {mode!r}")\n', ""),
)


# ---------------------------------------------------------------------------------------- gradients

edit(
    "FillsGradientsWithZeros",
    "zero_grad fills the gradients with zeros. They become None: a parameter without a gradient and one whose gradient"
    " is zero are different things for an optimizer.",
    ("parameter.grad = None", "parameter.grad = np.zeros_like(parameter.data)"),
)


@mistake("Module", "zero_grad reaches only the module's own parameters. Go over parameters(), which has them all.")
class ClearsItsOwnGradientsAlone(Right):
    def zero_grad(self):
        for _, parameter in self.own():
            parameter.grad = None


edit(
    "StartsWithAGradient",
    "A new parameter already has a gradient. It is None until something was computed.",
    ("self.grad = None", "self.data, self.grad = data, np.zeros_like(data)"),
)

edit(
    "CopiesTheArray",
    "A parameter copies its array. If its owner then writes into the array, the parameter does not change: keep the"
    " array itself, self.data = data.",
    ("self.grad = None", "self.data, self.grad = np.array(data), None"),
)


# -------------------------------------------------------------------------------------------- state


@mistake(
    "Module",
    "load_state_dict gives each parameter a new array, so an optimizer that took the old one moves numbers that"
    " nobody uses. Write into the array: parameter.data[...] = value.",
)
class ReplacesTheArrays(Right):
    def load(self, state):
        for name, parameter in self.all_named():
            parameter.data = np.array(state[name])


@mistake(
    "Module",
    "load_state_dict makes the caller's arrays those of the parameters: what one writes later, the other sees. Write"
    " the numbers into the arrays that are there: parameter.data[...] = value.",
)
class TakesOverTheCallersArrays(Right):
    def load(self, state):
        for name, parameter in self.all_named():
            parameter.data = state[name]


edit(
    "LoadsIntoASlice",
    "[:] asks for an axis, and an array of shape () has none. Write with three dots, parameter.data[...] = value: they"
    " take an array of any shape.",
    ("array[...]", "array[:]"),
)


@mistake(
    "Module",
    "The values of state_dict are Parameters. They should be the arrays, parameter.data: a checkpoint holds only"
    " numbers.",
)
class SavesParameters(Right):
    def state_dict(self):
        return dict(self.all_named())

    def load_state_dict(self, state):
        for name, parameter in self.all_named():
            parameter.data[...] = getattr(state[name], "data", state[name])


@mistake(
    "Module",
    "Names that are missing from the state are ignored, and the parameter silently keeps its old numbers. Raise a"
    " RuntimeError that mentions each.",
)
class PassesOverMissingNames(Right):
    def lost(self, state):
        return []

    def load(self, state):
        for name, parameter in self.all_named():
            parameter.data[...] = state.get(name, parameter.data)


edit(
    "PassesOverSurplusNames",
    "Names that the module does not have are ignored. The state is probably that of a different model: raise a"
    " RuntimeError that mentions each.",
    ("own.keys() ^ state.keys()", "own.keys() - state.keys()"),
)


@mistake(
    "Module",
    "Neither missing names nor surplus ones are refused. Compare the two sets of names first, and raise a"
    " RuntimeError that mentions each name that is in only one of them.",
)
class PassesOverAllNames(Right):
    def misfits(self, state):
        return self.misshapen(state)

    def load(self, state):
        for name, parameter in self.all_named():
            parameter.data[...] = state.get(name, parameter.data)


edit(
    "BroadcastsWhatItLoads",
    "An array of a different shape is broadcast into the parameter: one number fills an entire row. Compare the"
    " shapes, and raise a RuntimeError that mentions the name.",
    ("wrong += [name for name in own.keys() & state.keys() if own[name].shape != np.shape(state[name])]\n", ""),
)


@mistake(
    "Module",
    "A missing name ends in Python's own KeyError. Compare the names before you load, and raise a RuntimeError that"
    " mentions every one that is missing or too many.",
)
class RaisesKeyError(Right):
    def load_state_dict(self, state):
        for name, array in state.items():
            self.state_dict()[name][...] = array
        for name in self.state_dict():
            state[name]


edit(
    "RaisesValueError",
    "A state that does not fit raises ValueError or KeyError. Raise RuntimeError, as PyTorch does.",
    (
        "RuntimeError(f\"missing, unexpected, or of another shape: {', '.join(wrong)}\")",
        "ValueError(f\"missing, unexpected, or of another shape: {', '.join(wrong)}\")",
    ),
)


# --------------------------------------------------------------------------------- what is looked at


@mistake(
    "Module",
    "Parameters in lists are found too. As in PyTorch, what is inside a plain list, tuple or dict is not found.",
)
class LooksIntoLists(Right):
    def own(self):
        found = []
        for name, value in self.attributes():
            if isinstance(value, (list, tuple)):
                found += [(f"{name}.{i}", v) for i, v in enumerate(value) if type(v).__name__ == "Parameter"]
            elif type(value).__name__ == "Parameter":
                found.append((name, value))
        return found


class Registers(Right):
    """Keeps what was assigned in a dictionary of its own, and never takes anything out."""

    def __setattr__(self, name, value):
        if type(value).__name__ == "Parameter" or isinstance(value, Right):
            vars(self).setdefault("registry", {})[name] = value
        super().__setattr__(name, value)

    def attributes(self):
        return list(vars(self).get("registry", {}).items())


@mistake(
    "Module",
    "What was registered once stays registered: an attribute that was deleted, or set to None, is still listed. Take"
    " its name out of your dictionary then, in __delattr__ and __setattr__.",
)
class NeverForgets(Registers):
    pass


@mistake(
    "Module",
    "A deleted attribute is still listed. Take its name out of your dictionary in __delattr__.",
)
class KeepsWhatWasDeleted(Registers):
    def __setattr__(self, name, value):
        vars(self).get("registry", {}).pop(name, None) if value is None else None
        super().__setattr__(name, value)


@mistake(
    "Module",
    "An attribute that was set to None is still listed. Take its name out of your dictionary when something else is"
    " assigned to it.",
)
class KeepsWhatBecameNone(Registers):
    def __delattr__(self, name):
        vars(self).get("registry", {}).pop(name, None)
        super().__delattr__(name)


@mistake(
    "Module",
    "A parameter or a module that was replaced by a number is still listed. Take its name out of your dictionary when"
    " anything else is assigned to it, not only None.",
)
class KeepsWhatBecameANumber(KeepsWhatWasDeleted):
    def __delattr__(self, name):
        vars(self).get("registry", {}).pop(name, None)
        super().__delattr__(name)


@mistake(
    "Module",
    "A module that became None, or a number, is still listed. What holds for parameters holds for modules: take its"
    " name out of your dictionary.",
)
class KeepsTheModuleThatWasReplaced(KeepsWhatBecameNone):
    def __setattr__(self, name, value):
        was = vars(self).get("registry", {}).get(name)
        if type(was).__name__ == "Parameter" and type(value).__name__ != "Parameter":
            del vars(self)["registry"][name]
        super().__setattr__(name, value)


@mistake(
    "Module",
    "A parameter that replaces an old one goes to the end of the list. It should take the old one's place, as in"
    " PyTorch: write over the entry of your dictionary, and don't take it out first.",
)
class MovesWhatReplacesToTheEnd(KeepsWhatBecameNone):
    def __setattr__(self, name, value):
        vars(self).get("registry", {}).pop(name, None)
        super().__setattr__(name, value)


@mistake(
    "Module",
    "An attribute is looked for in a dictionary that is not there yet: every assignment runs __setattr__, those in"
    " __init__ too. Make the dictionaries first, before you set training.",
)
class MakesItsDictionariesLast(Right):
    def __init__(self):
        self.training = True
        vars(self)["registry"] = {}

    def __setattr__(self, name, value):
        if "registry" not in vars(self):
            raise AttributeError("registry")
        super().__setattr__(name, value)


edit(
    "DropsKeywords",
    "Arguments by name are lost on the way to forward. Accept them all, and pass them on: self.forward(*args,"
    " **kwargs).",
    ("self.forward(*args, **kwargs)", "self.forward(*args)"),
)


@mistake("Module", "A call accepts only one argument. Pass on all that there are: self.forward(*args, **kwargs).")
class TakesOneArgument(Right):
    def __call__(self, x):
        return self.forward(x)
