"""A comparison with a plan, a state or an account as JSON: `docgen verify --format json`."""

from typing import Any

from docgen.pages.sentences.changes import change_sentence
from docgen.pages.sentences.verify import difference_text, value_text
from docgen.recorded.verification import Verification

Json = dict[str, Any]


def verify_json(found: Verification) -> Json:
    """Addresses are in order; values are texts, `"(sensitive)"` where they must not be shown."""
    tally = found.tally
    return {
        "environment": found.environment,
        "against": {"kind": found.kind.value, "path": found.title},
        "equal": found.is_equal,
        "only_in_code": list(map(str, found.only_here)),
        "only_there": list(map(str, found.only_there)),
        "values": [
            {
                "address": each.address,
                "path": list(each.path),
                "code": value_text(each.here),
                "there": value_text(each.there),
                "text": difference_text(each),
            }
            for each in found.differences
        ],
        "facts": [
            {"subject": each.subject, "kind": each.type.value, "text": change_sentence(each)}
            for each in found.changes
        ],
        "compared": {
            "resources": found.matched,
            "equal": tally.equal,
            "different": tally.different,
            "unknown_in_code": tally.unknown_here,
            "unknown_there": tally.unknown_there,
            "sensitive": tally.hidden,
        },
        "not_compared": list(found.not_compared),
    }
