"""Compile a kernel to machine code, keeping the result on disk where that is possible."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

Args = ParamSpec("Args")
Result = TypeVar("Result")


def compiled(kernel: Callable[Args, Result]) -> Callable[Args, Result]:
    """Compile ``kernel`` with numba, without holding the interpreter's lock while it runs.

    The machine code is cached beside the source or in the user's cache folder; where neither can
    be written (a read-only install, a locked-down home) it is compiled once per process instead.
    """
    try:
        ready = numba.njit(cache=True, nogil=True)(kernel)
    except RuntimeError:
        ready = numba.njit(nogil=True)(kernel)
    return cast("Callable[Args, Result]", ready)
