"""Functions that docgen cannot call: newer ones, those of providers, and those that do not exist."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

import msgspec

from docgen.functions.call import FunctionCallError
from docgen.functions.signature import Context
from docgen.source.gap import GapKind
from docgen.terraform.dialect import Feature

ASSUME = Feature("the `assume…` functions", None, (1, 13))
SINCE: Mapping[str, Feature] = MappingProxyType(
    {
        "base64gunzip": Feature("the function `base64gunzip`", None, (1, 7)),
        "cidrcontains": Feature("the function `cidrcontains`", None, (1, 7)),
        "convert": Feature("the function `convert`", (1, 15), (1, 13)),
        "ephemeralasnull": Feature("the function `ephemeralasnull`", (1, 10), (1, 11)),
        "issensitive": Feature("the function `issensitive`", (1, 8), (1, 7)),
        "templatestring": Feature("the function `templatestring`", (1, 9), (1, 7)),
        "urldecode": Feature("the function `urldecode`", None, (1, 7)),
    }
)
"""The functions that not every version since Terraform 1.5 has."""
CLOSE = 0.7  # how alike a name must be to be a slip of the fingers


class FunctionGap(msgspec.Struct, frozen=True):
    """A call that docgen cannot evaluate, and that Terraform may: its value is unknown."""

    kind: GapKind
    cause: str
    detail: str


def feature_of(name: str) -> Feature | None:
    """Since when there is a function; None where every version has it."""
    return ASSUME if name.startswith("assume") else SINCE.get(name)


def unknown_function(name: str, known: Iterable[str], context: Context) -> FunctionGap | FunctionCallError:
    """The diagnostic for a function that docgen does not have: a gap, or an error that Terraform would report."""
    plain = name.removeprefix("core::")
    if plain.startswith("provider::"):
        provider = plain.split("::")[1]
        if provider in context.providers:
            detail = f"{plain} is a function of a provider, which only Terraform runs"
            return FunctionGap(GapKind.PROVIDER, plain, detail)
        detail = (
            f'There is no function named "{plain}". Ensure that provider name "{provider}" is declared in this '
            "module's required_providers block, and that this provider offers a function of that name."
        )
        return FunctionCallError("Unknown provider function", detail)
    namespace, _, plain = plain.rpartition("::")
    import difflib  # noqa: PLC0415 - few runs need it

    near = difflib.get_close_matches(plain, known, n=1, cutoff=CLOSE)
    if near or namespace or context.dialect.is_complete:
        hint = f' Did you mean "{near[0]}"?' if near else ""
        detail = f'There is no function named "{plain}".{hint}'
        if namespace:
            detail = f'There are no functions in namespace "{namespace}::".'
        return FunctionCallError("Call to unknown function", detail)
    detail = f"the function {plain} is newer than docgen, or there is none of that name"
    return FunctionGap(GapKind.LANGUAGE, f"{plain}()", detail)
