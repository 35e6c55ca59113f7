"""What is known of a certificate while planning; the answers are those of provider 5.100.0."""

import pytest

from docgen.aws.certificates import attributes
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason, Reference
from docgen.values.conversion import set_of
from docgen.values.types import STRING
from docgen.values.values import Unknown, Value, object_of, string, unknown

HERE = ResourceAddress((), "aws_acm_certificate", "site")
OTHER = unknown(STRING, Unknown(Reason("var.name is not set")))
UNSET = unknown(STRING, Unknown(Reason("known after apply"), Reference(HERE, ("domain_name",))))


def names(*texts: str | Value) -> Value:
    return set_of(STRING, [string(each) if isinstance(each, str) else each for each in texts])


def shown(value: Value | None) -> object:
    """Names and domain names, with "?" for what is not known; None where nothing is said."""
    if value is None:
        return None
    assert isinstance(value.payload, tuple)
    found = [
        each.payload["domain_name"] if isinstance(each.payload, dict) else each for each in value.payload
    ]
    return sorted("?" if isinstance(each.payload, Unknown) else str(each.payload) for each in found)


@pytest.mark.parametrize(
    ("given", "alternatives", "options"),
    [
        (
            {"domain_name": string("a.example.com"), "validation_method": string("DNS")},
            ["a.example.com"],
            ["a.example.com"],
        ),
        (
            {
                "domain_name": string("a.example.com"),
                "subject_alternative_names": names("*.a.example.com", "A.example.com", "a.example.com"),
                "validation_method": string("DNS"),
            },
            ["*.a.example.com", "A.example.com", "a.example.com"],
            ["*.a.example.com", "A.example.com", "a.example.com"],
        ),
        (
            {
                "domain_name": string("a.example.com"),
                "subject_alternative_names": names("b.example.com"),
                "validation_method": string("EMAIL"),
            },
            ["a.example.com", "b.example.com"],
            None,
        ),
        ({"domain_name": string("a.example.com"), "validation_method": OTHER}, ["a.example.com"], None),
        ({"domain_name": UNSET, "validation_method": string("DNS")}, None, None),
        # The provider plans these without the names that it does not know; there will be some, though.
        (
            {
                "domain_name": string("a.example.com"),
                "subject_alternative_names": names("b.example.com", OTHER),
                "validation_method": string("DNS"),
            },
            ["?", "a.example.com", "b.example.com"],
            ["?", "a.example.com", "b.example.com"],
        ),
        (
            {
                "domain_name": string("a.example.com"),
                "subject_alternative_names": OTHER,
                "validation_method": string("DNS"),
            },
            ["?", "a.example.com"],
            ["?", "a.example.com"],
        ),
    ],
)
def test_names_and_options(given: dict[str, Value], alternatives: object, options: object) -> None:
    made = attributes(HERE, object_of(given))

    assert shown(made.get("subject_alternative_names")) == alternatives
    assert shown(made.get("domain_validation_options")) == options


def test_the_record_of_an_option_is_known_after_apply() -> None:
    given = {"domain_name": string("a.example.com"), "validation_method": string("DNS")}
    options = attributes(HERE, object_of(given))["domain_validation_options"]
    assert isinstance(options.payload, tuple)
    (only,) = options.payload
    assert isinstance(only.payload, dict)

    record = only.payload["resource_record_name"].payload
    assert isinstance(record, Unknown)
    assert record.reason.when == "apply"
    assert record.reference == Reference(HERE, ("domain_validation_options", 0, "resource_record_name"))
