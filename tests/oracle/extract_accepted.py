"""Which values the AWS provider accepts: `python -m tests.oracle.extract_accepted --into docgen/aws/accepted.bin`.

Its published schema does not say. Every type's configuration is validated with a made-up word in each text, with numbers far below and
far above everything, and with address ranges; the provider's complaints name the values that it takes. An attribute with more than one
complaint about one value is left out, since one of two tests may be enough. Each rule is then tried alone, with a value that it allows
and one that it does not; a few deep ones are lost by chance, because the SDK mixes up the places of complaints. It takes half a minute.

The result, by type and dotted path (`docgen.aws.accepted` reads it):

    ["one_of", [TEXT…]]  ["one_of_in_any_case", [TEXT…]]  ["numbers", [NUMBER…]]  ["range", LEAST, MOST]  ["network", [4, 6]]

An end of a range that is open is null; a network is a CIDR block without bits behind its prefix, in these IP versions.
"""

import argparse
import re
import zlib
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from tests.oracle.extract_defaults import SINGLE
from tests.oracle.plugin import Provider, Refused, running_provider
from tests.oracle.real_terraform import Terraform, find_mirror

Json = dict[str, Any]
Rules = dict[str, list[Any]]

WORD = "docgen-no-value"
LITTLE, LARGE = -987654321, 987654321
DEEPEST = 5  # levels of blocks
# Unrolled by the thousand; nothing that docgen documents depends on them.
LEFT_OUT = re.compile(
    r"aws_(quicksight_(analysis|dashboard|template)|wafv2_(web_acl|rule_group)|lexv2models_(intent|slot))$"
)

ONE_OF = re.compile(r'expected "?([\w.]+)"? to be one of \[(.*?)\], got')
ENUM = re.compile(r"Path: (.*)\nGiven Value: .*\nValid Values: \[(.*?) ?\]", re.DOTALL)
MUST_BE_ONE_OF = re.compile(r"Attribute (\S+) value must be one of: \[(.*?)\], got")
RANGE = re.compile(r"expected ([\w.]+) to be in the range \((\S+) - (\S+)\), got")
AT_LEAST = re.compile(r"expected ([\w.]+) to be at least \((\S+)\), got")
AT_MOST = re.compile(r"expected ([\w.]+) to be at most \((\S+)\), got")
PORT = re.compile(r'expected "([\w.]+)" to be a valid port number( or 0)?, got')
BETWEEN = re.compile(r"Attribute (\S+) value must be between (\S+) and (\S+), got")
NETWORKS = {4: ("10.1.0.0/16", "10.1.2.3/16"), 6: ("2001:db8::/32", "2001:db8::1/32")}


def extract_accepted(mirror: Path, schema: Json) -> dict[str, Rules]:
    """The rules of every type that has some."""
    found: dict[str, Rules] = {}
    waiting = [each for each in sorted(schema["resource_schemas"]) if not LEFT_OUT.match(each)]
    while waiting:
        with running_provider(mirror, schema) as provider:
            while waiting:
                type_ = waiting.pop(0)
                try:
                    rules = rules_of(provider, type_, schema["resource_schemas"][type_]["block"])
                except Refused as refusal:
                    if "StatusCode" in str(refusal):
                        break
                    continue
                if rules:
                    found[type_] = dict(sorted(rules.items()))
    return found


def rules_of(provider: Provider, type_: str, block: Json) -> Rules:
    known = dict(attributes(block))
    texts = complaints(provider, type_, filled(block, WORD, LITTLE), known)
    rules = {path: rule for path, said in texts.items() if len(said) == 1 and (rule := rule_in(said[0]))}
    above = complaints(provider, type_, filled(block, WORD, LARGE), known)
    for path, said in above.items():
        rule = rule_in(said[0]) if len(said) == 1 else None
        if rule is not None and path not in rules:
            rules[path] = rule
    confirmed: Rules = {}
    for path, rule in rules.items():
        if path not in known:
            continue
        probe = Probe(provider, type_, block, path, known[path])
        if probe.holds(rule):
            in_any_case = rule[0] == "one_of" and probe.takes_any_case(rule)
            confirmed[path] = ["one_of_in_any_case", rule[1]] if in_any_case else rule
    return confirmed | networks(provider, type_, block)


def complaints(
    provider: Provider, type_: str, config: Json, known: Container[str]
) -> Mapping[str, list[str]]:
    """What the provider says, by the attribute that it names."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for each in provider.validate(type_, config):
        text = f"{each['summary']}\n{each['detail']}"
        place = ".".join(step for step in each["path"] if isinstance(step, str))
        path = full_path(place, named_path(text), known)
        if each["severity"] == 1 and text not in said[path]:
            said[path].append(text)
    return said


def full_path(place: str, named: str | None, known: Container[str]) -> str:
    """The attribute that is meant; "" where that is not clear.

    Some complaints name the whole path, and some only its last step. The place beside them ends at the first set; and deeper than one
    step its last step may be another attribute's, because the SDK reuses the memory of paths.
    full_path("setting", "name", …) is "setting.name", and full_path("spec.listener.protocol", "port", …) is "spec.listener.port".
    """
    if named is None or place == named or place.endswith(f".{named}"):
        return place
    if "." in named:
        return named
    above, dot, _ = place.rpartition(".")
    found = [each for each in (f"{place}.{named}", *([f"{above}.{named}"] if dot else [])) if each in known]
    return found[0] if len(found) == 1 else ""


def named_path(text: str) -> str | None:
    """The attribute that a complaint names, without the numbers of blocks."""
    for pattern in (ONE_OF, ENUM, MUST_BE_ONE_OF, RANGE, AT_LEAST, AT_MOST, PORT, BETWEEN):
        if found := pattern.search(text):
            path = re.sub(r"\[Value\(\{.*?\}\)\]|\[\d+\]", "", found[1])
            return ".".join(step for step in path.split(".") if not step.isdigit())
    return None


def rule_in(text: str) -> list[Any] | None:
    """The rule behind a complaint."""
    for pattern in (ONE_OF, MUST_BE_ONE_OF):
        if found := pattern.search(text):
            quoted = re.findall(r'"([^"]*)"', found[2])
            return ["one_of", quoted] if quoted else ["numbers", [int(each) for each in found[2].split()]]
    if found := ENUM.search(text):
        return ["one_of", found[2].split()]
    return range_in(text)


def range_in(text: str) -> list[Any] | None:
    if found := PORT.search(text):
        return ["range", 0 if found[2] else 1, 65535]
    for pattern in (RANGE, BETWEEN):
        if found := pattern.search(text):
            return ["range", number(found[2]), number(found[3])]
    least, most = AT_LEAST.search(text), AT_MOST.search(text)
    if least is None and most is None:
        return None
    return ["range", number(least[2]) if least else None, number(most[2]) if most else None]


def number(text: str) -> int | float:
    made = float(text)
    return int(made) if made.is_integer() else made


def filled(block: Json, text: str, amount: int, depth: int = DEEPEST) -> Json:
    """A configuration with one of everything."""
    made: Json = {}
    for name, attribute in block.get("attributes", {}).items():
        settable = (attribute.get("optional") or attribute.get("required")) and name != "id"
        made[name] = sample(attribute["type"], text, amount) if settable else None
    for name, nested in block.get("block_types", {}).items():
        one = nested["nesting_mode"] in SINGLE
        if name == "timeouts" or depth < 0:
            made[name] = None if one else []
        else:
            inner = filled(nested["block"], text, amount, depth - 1)
            made[name] = inner if one else [inner]
    return made


def sample(type_: Any, text: str, amount: int) -> Any:  # noqa: ANN401 - JSON
    match type_:
        case "string":
            return text
        case "number":
            return amount
        case ["list" | "set", "string" | "number" as element]:
            return [sample(element, text, amount)]
        case _:
            return None


class Probe(msgspec.Struct, frozen=True):
    """One attribute, alone in a configuration."""

    provider: Provider
    type: str
    block: Json
    path: str
    attribute_type: Json | list[Any] | str

    def breaks(self, rule: list[Any], value: str | float) -> bool:
        """Whether the provider complains about this value for this reason."""
        config = only(self.block, self.path.split("."), sample_of(self.attribute_type, value))
        said = self.provider.validate(self.type, config)
        return any(rule_in(f"{each['summary']}\n{each['detail']}") == rule for each in said)

    def holds(self, rule: list[Any]) -> bool:
        """Whether the rule shows when nothing else is set: what breaks it does, and what it allows does not."""
        good: Any
        bad: Any
        match rule:
            case ["range", least, most]:
                good, bad = (least, LITTLE) if least is not None else (most, LARGE)
            case ["numbers", [first, *_]]:
                good, bad = first, LITTLE
            case [_, [first, *_]]:
                good, bad = first, WORD
            case _:
                return False
        return self.breaks(rule, bad) and not self.breaks(rule, good)

    def takes_any_case(self, rule: list[Any]) -> bool:
        """Whether it takes its values in capitals and small letters alike."""
        other = next((each.swapcase() for each in rule[1] if each.swapcase() not in rule[1]), None)
        return other is not None and not self.breaks(rule, other)


def sample_of(attribute_type: Any, value: Any) -> Any:  # noqa: ANN401 - JSON
    return sample(
        attribute_type, value if isinstance(value, str) else WORD, 0 if isinstance(value, str) else value
    )


def attributes(block: Json, place: str = "") -> Iterator[tuple[str, Any]]:
    """Settable attributes with their types, and the members of those that are lists of objects."""
    for name, attribute in block.get("attributes", {}).items():
        if not (attribute.get("optional") or attribute.get("required")):
            continue
        yield f"{place}{name}", attribute["type"]
        match attribute["type"]:
            case ["list" | "set", ["object", members]]:
                for member, type_ in members.items():
                    yield f"{place}{name}.{member}", type_
            case _:
                pass
    for name, nested in block.get("block_types", {}).items():
        yield from attributes(nested["block"], f"{place}{name}.")


def networks(provider: Provider, type_: str, block: Json) -> Rules:
    """The attributes that take address ranges, and refuse bits behind the prefix."""
    rules: Rules = {}
    for path, attribute_type in attributes(block):
        if "cidr" not in path.rpartition(".")[2] or path.count(".") > 1:
            continue
        versions = [
            version
            for version, (network, host) in NETWORKS.items()
            if not refused(provider, type_, block, path, attribute_type, network)
            and refused(provider, type_, block, path, attribute_type, host)
        ]
        if versions:
            rules[path] = ["network", versions]
    return rules


def refused(provider: Provider, type_: str, block: Json, path: str, attribute_type: Any, text: str) -> bool:  # noqa: ANN401, PLR0913, PLR0917 - one question
    """Whether the provider complains about this text, in a configuration that has nothing else."""
    config = only(block, path.split("."), sample(attribute_type, text, 0))
    return any(text in f"{each['summary']}{each['detail']}" for each in provider.validate(type_, config))


def only(block: Json, path: list[str], value: Any) -> Json:  # noqa: ANN401 - JSON
    """A configuration with one value, and the blocks or objects around it."""
    made: Json = dict.fromkeys(block.get("attributes", {}))
    for name, nested in block.get("block_types", {}).items():
        made[name] = None if nested["nesting_mode"] in SINGLE else []
    name, *rest = path
    if not rest:
        return made | {name: value}
    nested = block.get("block_types", {}).get(name)
    if nested is None:
        members = block["attributes"][name]["type"][1][1]
        return made | {name: [dict.fromkeys(members) | {rest[0]: value}]}
    inner = only(nested["block"], rest, value)
    return made | {name: inner if nested["nesting_mode"] in SINGLE else [inner]}


def main() -> None:
    parser = argparse.ArgumentParser(description="Write which values the AWS provider accepts.")
    parser.add_argument("--into", type=Path, required=True, help="file to write: docgen/aws/accepted.bin")
    options = parser.parse_args()
    mirror = find_mirror()
    rules = extract_accepted(mirror, Terraform(mirror, endpoint="").schema())
    options.into.write_bytes(zlib.compress(msgspec.json.encode(rules, order="sorted"), 9))


if __name__ == "__main__":
    main()
