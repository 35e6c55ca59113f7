"""What was not seen, in words."""

from typing import assert_never

from docgen.analysis.not_seen import (
    Missing,
    MissingModule,
    UncountedResource,
    UnfinishedRoot,
    UnlinkedResource,
    UnmodelledInterface,
    UnownedRule,
)


def not_seen_text(missing: Missing) -> str:
    """The thing that was not seen: "the code of module.alb (terraform-aws-modules/alb/aws 9.1.0)"."""
    match missing:
        case MissingModule(source=source):
            return f"the code of {missing.label} ({source})"
        case UnfinishedRoot(root=root, reason=reason):
            return f"the rest of {root} ({reason})"
        case UncountedResource(address=address):
            return f"how many of {address} there are"
        case UnownedRule():
            return f"which security group the rule {missing.address} belongs to"
        case UnlinkedResource(address=address, argument=argument):
            return f"what {address} belongs to ({argument})"
        case UnmodelledInterface(address=address):
            return f"what {address} does (docgen does not know what resources of this type do)"
        case _:
            assert_never(missing)


def not_seen_name(missing: Missing) -> str:
    """The same without its source or reason, which may be long: "the code of module.alb"."""
    match missing:
        case MissingModule():
            return f"the code of {missing.label}"
        case UnfinishedRoot(root=root):
            return f"the rest of {root}"
        case _:
            return not_seen_text(missing)


def missing_text(missing: Missing) -> str:
    """The thing that was not seen, as the subject of a sentence about its possible effect."""
    match missing:
        case MissingModule(source=source):
            return f"the code of {missing.label} ({source}) is not here, and it may contain anything"
        case UnfinishedRoot(root=root, reason=reason):
            return f"not all of {root} could be evaluated ({reason})"
        case UncountedResource(address=address, reason=reason):
            return reason.text or f"how many of {address} there are is not known"
        case UnownedRule(reason=reason):
            return f"{missing.address} may be a rule of any security group ({reason.text})"
        case UnlinkedResource(address=address, argument=argument, reason=reason):
            return f"what {address} belongs to is unknown ({argument}: {reason.text})"
        case UnmodelledInterface(address=address, is_foreign=is_foreign):
            what = "is of a type that docgen does not know" if is_foreign else "is not modelled"
            return f"{address} {what}, and may be on the network"
        case _:
            assert_never(missing)
