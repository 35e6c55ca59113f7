"""What to say where no rule of the grammar can go on."""

from docgen.hcl.machine import Stuck
from docgen.hcl.token import Problem


def complaint(stuck: Stuck, text: str) -> Problem:
    return Problem(
        "Invalid expression",
        f"unexpected {stuck.token}, expected {sorted(stuck.expected)}",
        stuck.token.start,
        stuck.token.end,
    )
