"""The commits and approvals of the lines behind each allowed flow, by git."""

from collections.abc import Iterable, Mapping

from docgen.analysis.flow_lines import flow_lines
from docgen.analysis.register import Register
from docgen.source.line_history import LineHistory, LineState


def find_approvals(registers: Iterable[Register], history: LineHistory) -> Mapping[int, LineState]:
    """By the identity of the flow: the newest commit that touched its lines, or why that is not known."""
    return {
        id(flow): history.newest(flow_lines(flow.rules)) for register in registers for flow in register.flows
    }
