"""The index of each text in a list, computed once for a list that loops search repeatedly."""

from collections.abc import Mapping

from docgen.values.types import STRING
from docgen.values.values import Value

LARGE = 64  # members: fewer are searched one after another
_PLACES: dict[int, tuple[object, Mapping[str, int] | None]] = {}
_MOST = 1_000


def places_of(value: Value) -> Mapping[str, int] | None:
    """The first place of each member of a large list of known text; None for any other value."""
    payload = value.payload
    if not isinstance(payload, tuple) or len(payload) < LARGE:
        return None
    known = _PLACES.get(id(payload))
    if known is not None:
        return known[1]
    places: dict[str, int] | None = {}
    for index, each in enumerate(payload):
        if each.type != STRING or not isinstance(each.payload, str) or places is None:
            places = None
            break
        places.setdefault(each.payload, index)
    if len(_PLACES) > _MOST:
        _PLACES.clear()
    _PLACES[id(payload)] = (payload, places)  # with the payload, so that its id stays its own
    return places


def is_searched(value: Value) -> bool:
    """Whether looking for a text in the value takes no time any more."""
    return _PLACES.get(id(value.payload), (None, None))[1] is not None
