"""A module: parameters and submodules that are found by the attributes they are assigned to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


class Parameter:
    """An array that is trained.

    Parameters
    ----------
    data : numpy.ndarray, any shape
        Its numbers. The parameter keeps this very array, and makes no copy.

    Attributes
    ----------
    data : numpy.ndarray
        The numbers.
    grad : numpy.ndarray or None
        The gradient; None at first. A training loop sets it.
    """

    def __init__(self, data: np.ndarray):
        raise NotImplementedError


class Module:
    """A part of a model: parameters and other modules, by attribute.

    Subclasses call ``super().__init__()`` before they assign anything. Parameters and modules may be
    assigned later, too, from outside. A parameter or a module may be in several places: it is one
    object with several names.

    Attributes
    ----------
    training : bool
        True at first.
    """

    def __init__(self):
        raise NotImplementedError

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """Compute what the module computes; each subclass writes its own."""
        raise NotImplementedError

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what `forward` returns for the same arguments, given by position or by name."""
        raise NotImplementedError

    def parameters(self) -> Iterable[Parameter]:
        """Give all parameters, in the order of `named_parameters`."""
        raise NotImplementedError

    def named_parameters(self) -> Iterable[tuple[str, Parameter]]:
        """Give the name and the parameter, for all of them.

        The module's own come first, in the order in which they were assigned; then those of each
        submodule, by the same rule, with a name such as ``first.weight``. A parameter that replaces
        another takes its place. An object that was met before is left out. What was deleted, became None
        or a number, or is in a list or a dict, is not listed.

        Returns
        -------
        iterable of (str, Parameter)
            A list or a generator.
        """
        raise NotImplementedError

    def modules(self) -> Iterable[Module]:
        """Give this module, then its submodules, each followed by its own, and each object once."""
        raise NotImplementedError

    def train(self, mode: bool = True) -> Module:
        """Set ``training`` here and in all submodules, and return this module.

        Raises
        ------
        ValueError
            If ``mode`` is neither True nor False; the message shows it.
        """
        raise NotImplementedError

    def eval(self) -> Module:
        """Set ``training`` to False here and in all submodules, and return this module."""
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Set the ``grad`` of all parameters to None."""
        raise NotImplementedError

    def state_dict(self) -> dict[str, np.ndarray]:
        """Return the arrays of all parameters by name.

        The order is that of `named_parameters`, but what has several names is there under each of
        them. The arrays may be the parameters' own, or copies.

        Returns
        -------
        dict of str to numpy.ndarray
        """
        raise NotImplementedError

    def load_state_dict(self, state: dict[str, np.ndarray]) -> None:
        """Write arrays into those of the parameters, in place.

        Whoever holds ``parameter.data`` sees the new numbers, in its own dtype. The arrays of ``state``
        stay the caller's.

        Parameters
        ----------
        state : dict of str to numpy.ndarray
            An array for each name of `state_dict`, of the same shape.

        Raises
        ------
        RuntimeError
            If names are missing or too many, or if a shape differs; nothing broadcasts. The message
            mentions each of these names.
        """
        raise NotImplementedError
