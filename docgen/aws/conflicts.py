"""Configurations that Terraform applies and reverts again with every apply."""

from collections.abc import Iterator

from docgen.aws.model.network import Network
from docgen.source.diagnostic import Diagnostic, warning


def find_conflicts(network: Network) -> Iterator[Diagnostic]:
    """A warning for each security group whose rules are written inside it and beside it.

    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/security_group
    """
    for group in network.security_groups:
        separate = next((each for each in group.rules if each.style != "inline"), None)
        if "inline" in group.styles and separate is not None:
            detail = (
                f"{group.address} has rules of its own, and {separate.address} adds another one. "
                "Each apply removes what the other has added. Declare all rules of a group in one way."
            )
            yield warning("Conflicting security group rules", detail, separate.span, str(group.address))
