"""Kernels compile where nothing can be cached."""

from collections.abc import Callable

import numba
import pytest

from routing.compiled import compiled


def test_without_a_cache_folder_kernels_still_compile(monkeypatch: pytest.MonkeyPatch) -> None:
    real = numba.njit

    def read_only(*kernel: Callable, **options: bool) -> Callable:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return real(*kernel, **options)

    monkeypatch.setattr(numba, "njit", read_only)

    def twice(number: int) -> int:
        return 2 * number

    assert compiled(twice)(21) == 42
