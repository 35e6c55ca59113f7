"""Progress messages for the user: a line on a terminal, or nothing.

Stages report with `tell`; entry points choose the listener with `telling`. Nothing depends on it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str], None]
LISTENER: ContextVar[Listener | None] = ContextVar("LISTENER", default=None)


def tell(what: str) -> None:
    """Report the current step, such as "production: evaluating"."""
    listener = LISTENER.get()
    if listener is not None:
        listener(what)


@contextmanager
def telling(listener: Listener) -> Iterator[None]:
    """Within it, `listener` is called with what `tell` says."""
    token = LISTENER.set(listener)
    try:
        yield
    finally:
        LISTENER.reset(token)
