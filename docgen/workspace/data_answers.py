"""Values of data sources that the user gives: `data:` in docgen.yml, or the file of `--data`."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from docgen.source.address import ResourceAddress
from docgen.source.diagnostic import Diagnostic, did_you_mean, error
from docgen.terraform.module import Configuration
from docgen.values.text import from_plain
from docgen.values.values import Value
from docgen.workspace.inputs import Place

MODULES = re.compile(r"^(module\.[^.\[]+(\[[^\]]*\])?\.)+")


def given_data(address: ResourceAddress, data: Mapping[str, object]) -> Mapping[str, Value]:
    """The given values of one data source: by type and name, or by its whole address.

    A key names one attribute (`aws_ami.base.id: ami-1`), or the data source itself (`aws_ami.base: {id: ami-1}`).
    """
    found: dict[str, Value] = {}
    for name in (f"{address.type}.{address.name}", str(address).removeprefix("data.")):
        for key, given in data.items():
            plain = key.removeprefix("data.")
            if plain == name and isinstance(given, Mapping):
                found |= {str(attribute): from_plain(each) for attribute, each in given.items()}
            elif plain.startswith(f"{name}."):
                found[plain.removeprefix(f"{name}.")] = from_plain(given)
    return found


def undeclared_data(
    configurations: Sequence[Configuration], keys: Iterable[str], place: Place
) -> Iterator[Diagnostic]:
    """An error for each key that names no data source of these root modules.

    None where the code of a module is missing: the data source may be in it.
    """
    if any(each.missing for each in configurations):
        return
    declared = {
        f"{type_}.{name}"
        for each in configurations
        for module in each.modules.values()
        for mode, type_, name in module.resources
        if mode == "data"
    }
    for key in keys:
        named = data_source_of(key)
        if named not in declared:
            detail = f'A value is given for "{key}", but no root module declares a data source "{named}".'
            yield error(
                "Value for undeclared data source",
                f"{detail}{did_you_mean(named, declared)}",
                place("data", key),
                private=True,
            )


def data_source_of(key: str) -> str:
    """The type and name in a key: `aws_ami.base` for `module.app[0].data.aws_ami.base.id`."""
    plain = MODULES.sub("", key).removeprefix("data.")
    return ".".join(each.partition("[")[0] for each in plain.split(".")[:2])
