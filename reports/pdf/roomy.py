"""Room for the frames of calls, in one piece.

CPython keeps frames in chunks of 16 KB. Where a busy loop happens to stand at the end of one, each
of its calls maps memory for the next chunk and each return gives it back: laying out a document
did so some 8,000 times, a tenth of all its time. A frame that asks for more gets a chunk of its
own size, and what it calls stands in the rest of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
#: Places on the stack of the first frame: 560 KB, for which a chunk of a megabyte is mapped.
PLACES = 70_000


def roomy(function: Callable[P, R]) -> Callable[P, R]:
    """Give a function that calls deeply and often the frames of its calls in one piece."""

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=PLACES)
    return wraps(function)(call)
