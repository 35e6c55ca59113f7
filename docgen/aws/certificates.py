"""`aws_acm_certificate`: what the provider knows of a certificate while it plans.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/acm_certificate. The rules are those that 5.100.0 answers
with over its own protocol; `tests/aws/test_certificates.py` has the answers.
"""

from collections.abc import Mapping, Sequence

from docgen.aws.regions import is_left_out
from docgen.source.address import ResourceAddress
from docgen.source.traced import Reason, Reference, Trace, joined
from docgen.values.conversion import set_of
from docgen.values.equality import hash_key
from docgen.values.types import STRING, object_type
from docgen.values.values import Unknown, Value, deep_marks, object_of, unknown, with_marks

RECORD = ("resource_record_name", "resource_record_type", "resource_record_value")
OPTION = object_type(dict.fromkeys(("domain_name", *RECORD), STRING))


def attributes(address: ResourceAddress, value: Value) -> Mapping[str, Value]:
    """`subject_alternative_names` and, where it is validated by DNS, `domain_validation_options`.

    {domain_name = "a.example", subject_alternative_names = ["b.example"], validation_method = "DNS"} gives the names of both and one
    option for each, with its domain name known. Where alternative names are not known, there is an unknown option for each of them,
    or one for an unknown number of them.
    """
    arguments = value.payload
    if not isinstance(arguments, Mapping):
        return {}
    domain = arguments.get("domain_name")
    if domain is None or domain.is_null or is_left_out(domain, address):
        return {}
    alternatives = arguments.get("subject_alternative_names")
    names = distinct([domain, *names_in(alternatives, address)])
    marks = deep_marks(domain) | (deep_marks(alternatives) if alternatives is not None else frozenset())
    trace = joined([each.trace for each in names])
    made = {"subject_alternative_names": set_of(STRING, names, trace)}
    method = arguments.get("validation_method")
    if method is not None and method.payload == "DNS":
        options = [option(address, each, index) for index, each in enumerate(names)]
        made["domain_validation_options"] = set_of(OPTION, options, trace)
    return {name: with_marks(each, marks) for name, each in made.items()}


def names_in(alternatives: Value | None, address: ResourceAddress) -> Sequence[Value]:
    """The alternative names that are given; one unknown name for an unknown number of them."""
    if alternatives is None or alternatives.is_null or is_left_out(alternatives, address):
        return ()
    if isinstance(alternatives.payload, tuple):
        return alternatives.payload
    if isinstance(alternatives.payload, Unknown):
        because = Reason(f"there may be more names: {alternatives.payload.reason.text}", "plan")
        return (unknown(STRING, Unknown(because, not_null=True), alternatives.trace),)
    return ()


def distinct(names: Sequence[Value]) -> list[Value]:
    return list({hash_key(each): each for each in names}.values())


def option(address: ResourceAddress, name: Value, index: int) -> Value:
    """One validation option: the domain's name is known, the record that proves it is not."""
    if isinstance(name.payload, Unknown):
        return unknown(OPTION, name.payload, name.trace)
    made = {part: record_part(address, index, part, name.trace) for part in RECORD}
    return object_of({"domain_name": name, **made}, name.trace)


def record_part(address: ResourceAddress, index: int, part: str, trace: Trace) -> Value:
    path = ("domain_validation_options", index, part)
    because = Reason(f"{address}.domain_validation_options[{index}].{part} is known after apply", "apply")
    return unknown(STRING, Unknown(because, Reference(address, path), not_null=True), trace)
