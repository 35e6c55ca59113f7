"""Regions and partitions of AWS, and which Region a resource is in.

`regions.json` holds what the provider itself knows; `tests/oracle/extract_regions.py` asks it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (partitions)
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from docgen.source.address import ResourceAddress
from docgen.values.values import Unknown, Value, hides_anything, string

# Regions that are newer than the tables are distinguished by the prefixes of their names.
PREFIXES = (
    ("us-gov-", "aws-us-gov"),
    ("cn-", "aws-cn"),
    ("us-isob-", "aws-iso-b"),
    ("us-isof-", "aws-iso-f"),
    ("us-iso-", "aws-iso"),
    ("eu-isoe-", "aws-iso-e"),
    ("eusc-", "aws-eusc"),
)


class Partition(msgspec.Struct, frozen=True):
    dns_suffix: str  # "amazonaws.com"
    service_principals: tuple[
        str, ...
    ]  # services whose principal has this suffix; all others have amazonaws.com

    @property
    def reverse_dns_prefix(self) -> str:
        """The suffix the other way round, "com.amazonaws"."""
        return ".".join(reversed(self.dns_suffix.split(".")))


class Region(msgspec.Struct, frozen=True):
    """The provider's data about a Region; "" if it has none."""

    partition: str
    description: str = ""
    application_zone: str = ""  # Route 53 zones of load balancers and of Elastic Beanstalk
    network_zone: str = ""
    beanstalk_zone: str = ""
    canonical_user: str = ""  # of CloudFront's log delivery
    cloudtrail: str = ""  # account numbers
    elb: str = ""
    redshift: str = ""


class Tables(msgspec.Struct, frozen=True):
    partitions: Mapping[str, Partition]
    regions: Mapping[str, Region]


@cache
def tables() -> Tables:
    return msgspec.json.decode(Path(__file__).with_name("regions.json").read_bytes(), type=Tables)


def partition_name(region: str) -> str:
    """The partition of a Region, "aws" for "eu-west-1", "aws-cn" for "cn-north-1"."""
    return next((name for prefix, name in PREFIXES if region.startswith(prefix)), "aws")


def partition_of(region: str) -> Partition:
    return tables().partitions[partition_name(region)]


def region_facts(region: str) -> Region:
    """The data of a Region; of one that is not in the tables, only its partition."""
    return tables().regions.get(region) or Region(partition_name(region))


def own_region(
    address: ResourceAddress, value: Value, provider: Value | None, ambient: str = ""
) -> Value | None:
    """The Region of a resource or data source: its argument `region` (provider 6), else its provider's, else `ambient`.

    A text; an unknown or sensitive value where one is written that is not known; None where none is written at all. `ambient` is
    what the process environment says (AWS_REGION, AWS_DEFAULT_REGION), "" where that is not to count.
    """
    asked = value.payload.get("region") if isinstance(value.payload, Mapping) else None
    if asked is not None and not asked.is_null and not is_left_out(asked, address):
        return asked
    return provider_region(provider, ambient)


def is_left_out(value: Value, address: ResourceAddress) -> bool:
    """Whether a value is not known because the configuration does not give it."""
    reference = value.payload.reference if isinstance(value.payload, Unknown) else None
    return reference is not None and reference.address == address


def provider_region(provider: Value | None, ambient: str = "") -> Value | None:
    """The Region of a provider block, as `own_region` gives it."""
    region = provider.payload.get("region") if provider and isinstance(provider.payload, Mapping) else None
    if region is None or region.is_null:
        return string(ambient) if ambient else None
    return region


def known_region(region: Value | None) -> Value | None:
    """The Region, if it is known and may be shown."""
    if region is None or not isinstance(region.payload, str) or hides_anything(region):
        return None
    return region
