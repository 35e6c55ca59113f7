"""Source locations: addresses and inputs as pointers into the repository, for every cell that names one."""

import posixpath
import weakref
from collections.abc import Mapping, MutableMapping

from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.remediation import InputChange
from docgen.document.nodes import Code, Evidence, Inline
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.traced import Input

FOUND: MutableMapping[EnvironmentFacts, Mapping[str, Span]] = weakref.WeakKeyDictionary()
SETTINGS = "docgen.yml"


def spans_of(facts: EnvironmentFacts) -> Mapping[str, Span]:
    """The block of every resource of an environment, by its address."""
    if facts not in FOUND:
        FOUND[facts] = {str(each.address): each.span for each in facts.network.inventory}
    return FOUND[facts]


def evidence_for(facts: EnvironmentFacts, address: str) -> Evidence | None:
    """The pointer to the block of a resource; None for what has no block, such as a range of addresses."""
    span = spans_of(facts).get(address)
    return None if span is None else Evidence(address, posixpath.dirname(span.path) or ".", address)


def address_inline(facts: EnvironmentFacts, address: str, shown: str = "") -> Inline:
    """An address that leads to its block, or as code; `shown` in its place, such as a label."""
    found = evidence_for(facts, address)
    if found is None:
        return Code(shown or address)
    return Evidence(shown or address, found.path, found.anchor)


def input_anchor(path: str) -> str:
    """The name of an input, or of a part of its value, in pointers: `var.kafka.public_access`."""
    return f"var.{path}"


def code_anchor(subject: ResourceAddress) -> str:
    """The name of the code that opens a resource, in pointers."""
    return f"{subject}#opened"


def input_inline(given: Input) -> Inline:
    """The file that sets an input; of a default only the folder, as its block may move within the module."""
    if given.span is None:
        return Code(SETTINGS)
    is_default = given.source == "default"
    return place(given.span, input_anchor(given.variable), folder_only=is_default)


def change_inline(change: InputChange) -> Inline:
    """The line to change; of a default, its variable."""
    if change.span is None:
        return Code(SETTINGS)
    if change.source == "default":
        return place(change.span, input_anchor(change.variable), folder_only=True)
    return place(change.span, input_anchor(change.path), folder_only=False)


def place(span: Span, anchor: str, *, folder_only: bool) -> Inline:
    path = posixpath.dirname(span.path) or "." if folder_only else span.path
    if path.startswith(".."):  # nothing outside the repository is published
        return Code(path)
    return Evidence(path, path, anchor)
