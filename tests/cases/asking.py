"""What the expressions of `checks.json` may ask of docgen's JSON and of its pages."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = Any
Kinds = ("exposed", "undecided", "not_exposed")


def environments(d: Json) -> list[Json]:
    return list(d["environments"].values()) if "environments" in d else [d]


def exposures(d: Json, subject: str | None = None) -> list[Json]:
    """The exposures of all environments, or those of one subject."""
    found = [each for environment in environments(d) for each in environment["exposures"]]
    return [each for each in found if subject in {None, each["subject"]}]


def verdict(d: Json, subject: str) -> str:
    """The worst verdict on a subject; "absent" where there is none."""
    said = {each["verdict"] for each in exposures(d, subject)}
    return next((kind for kind in Kinds if kind in said), "absent")


def ports(d: Json, subject: str) -> list[str]:
    return sorted({port for each in exposures(d, subject) for port in each["ports"]})


def sources(d: Json, subject: str) -> list[str]:
    return sorted({source for each in exposures(d, subject) for source in each["sources"]})


def thing(d: Json, kind: str, address: str) -> Json:
    """The first thing of a kind with this address, None where there is none."""
    found = [each for environment in environments(d) for each in environment.get(kind, ())]
    return next((each for each in found if each.get("address") == address), None)


def rules(d: Json, group: str) -> Json:
    """The rules of a group in a short form that compares."""
    found = thing(d, "security_groups", group)
    if found is None:
        return None
    keys = ("direction", "protocol", "from_port", "to_port")
    return sorted((*(rule[key] for key in keys), rule["peer"]["value"]) for rule in found["rules"])


def resources(module: Json) -> Iterator[Json]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from resources(child)


def planned(d: Json, address: str | None = None) -> Json:
    """The planned values by address, or those of one resource."""
    found = {
        each["address"]: each.get("values") or {} for each in resources(d["planned_values"]["root_module"])
    }
    return found if address is None else found.get(address)


def output(d: Json, name: str) -> Json:
    return d["planned_values"].get("outputs", {}).get(name, {}).get("value")


def table(text: str, first: str) -> list[list[str]]:
    """The rows, head included, of the first Markdown table whose first column's head begins with `first`."""
    blocks = re.findall(r"(?:^\|.*\n?)+", text, re.MULTILINE)
    for block in blocks:
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in block.splitlines()]
        if rows[0][0].startswith(first):
            return [row for row in rows if not set("".join(row)) <= set("-: ")]
    return []


def unique(items: list[str]) -> bool:
    return len(items) == len(set(items))


QUESTIONS: Mapping[str, Callable[..., Any]] = {
    each.__name__: each
    for each in (
        environments,
        exposures,
        output,
        planned,
        ports,
        rules,
        sources,
        table,
        thing,
        unique,
        verdict,
    )
}
