"""Stack space for deeply nested expressions: Python stops at 1,000 calls, Terraform does not.

`limits.nesting` and `limits.depth` in docgen.yml say how deep a configuration may nest; here Python is allowed to go
that far.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

MAX_RECURSION = 30_000  # Python calls inside one another: some 50 for each level of an expression


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Within it, recursion may go as deep as expressions and values may nest; afterwards the limit is what it was."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, MAX_RECURSION))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
