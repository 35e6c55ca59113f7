"""Which resources a pointer can mean that is not known: the one place where that is decided.

`aws_subnet.other[each.key].id` is the id of an instance of that block and of nothing else, whatever the key is.
"""

from collections.abc import Iterable

from docgen.source.address import InstanceKey, ResourceAddress, UnknownKey
from docgen.source.traced import Reference, Unknown

# Types whose `id` and `arn` AWS makes when it makes the resource: no other resource has them, and no name equals them.
OWN_IDS = frozenset(
    {
        "aws_vpc",
        "aws_subnet",
        "aws_security_group",
        "aws_route_table",
        "aws_network_acl",
        "aws_internet_gateway",
    }
    | {"aws_nat_gateway", "aws_egress_only_internet_gateway", "aws_vpn_gateway", "aws_ec2_transit_gateway"}
    | {"aws_vpc_peering_connection", "aws_vpc_endpoint", "aws_network_interface", "aws_instance", "aws_eip"}
    | {
        "aws_lb",
        "aws_alb",
        "aws_lb_target_group",
        "aws_alb_target_group",
        "aws_lb_listener",
        "aws_alb_listener",
    }
)
OWN_ATTRIBUTES = frozenset({("id",), ("arn",)})


def may_mean(pointer: object, address: ResourceAddress) -> bool:
    """Whether a pointer, or a list of them, that is not known may mean this resource; False for what is known.

    A pointer of which nothing is known may be any resource. What is looked up, written as an id, or adopted by an
    `aws_default_…` may be a resource that is here under another address.
    """
    if not isinstance(pointer, Unknown):
        return False
    return not pointer.candidates or any(could_be(each, address) for each in pointer.candidates)


def could_be(candidate: Reference | str, address: ResourceAddress) -> bool:
    if isinstance(candidate, str) or not is_own_id(candidate):
        return True
    return is_alias(address) or is_same_resource(candidate.address, address)


def is_alias(address: ResourceAddress) -> bool:
    """Whether something that another block makes may be here under this address.

    A default security group is never one of these: AWS makes it with the VPC and refuses its name to any other.
    https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
    """
    if address.mode != "managed" or not address.type:
        return True
    return address.type.startswith("aws_default_") and address.type != "aws_default_security_group"


def is_own_id(reference: Reference) -> bool:
    """Whether an attribute is an id that AWS makes for a resource of this configuration alone."""
    address = reference.address
    return address.mode == "managed" and address.type in OWN_IDS and reference.path in OWN_ATTRIBUTES


def is_same_resource(one: ResourceAddress, other: ResourceAddress) -> bool:
    """Whether two addresses are of one resource block, and may be of one instance: an unknown key may be any."""
    if (one.type, one.name, one.mode, one.root) != (other.type, other.name, other.mode, other.root):
        return False
    if [step.name for step in one.module] != [step.name for step in other.module]:
        return False
    keys = [(step.key, there.key) for step, there in zip(one.module, other.module, strict=True)]
    return all(may_be_equal(*pair) for pair in (*keys, (one.key, other.key)))


def may_be_equal(one: InstanceKey, other: InstanceKey) -> bool:
    return one == other or isinstance(one, UnknownKey) or isinstance(other, UnknownKey)


def possible_owners(
    pointer: object, addresses: Iterable[ResourceAddress]
) -> tuple[ResourceAddress, ...] | None:
    """The resources among these that an unknown pointer may mean; None where it may mean something else too."""
    if not isinstance(pointer, Unknown) or not pointer.candidates:
        return None
    here = tuple(addresses)
    for each in pointer.candidates:
        if isinstance(each, str) or not is_own_id(each):
            return None
        if not any(is_same_resource(each.address, address) for address in here):
            return None
    return tuple(address for address in here if may_mean(pointer, address))
