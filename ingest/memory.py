"""Keeps what was found about short texts: addresses and the lines of a closing come back with later mail."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Concatenate, ParamSpec, TypeVar

MOST_TEXTS = 2048  # of each judge
MOST_CHARACTERS = 500  # of one text; a longer one hardly comes back

P = ParamSpec("P")
R = TypeVar("R")


def remembered(judge: Callable[Concatenate[str, P], R]) -> Callable[Concatenate[str, P], R]:
    """`judge`, which depends on nothing but its arguments, with its newest answers kept."""
    known = lru_cache(maxsize=MOST_TEXTS)(judge)

    def answer(text: str, /, *more: P.args, **named: P.kwargs) -> R:
        if len(text) > MOST_CHARACTERS:
            return judge(text, *more, **named)
        return known(text, *more, **named)  # type: ignore[arg-type]  # what judges a line takes is hashable

    update_wrapper(answer, judge)
    return answer
