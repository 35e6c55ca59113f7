"""What properties of resources are called where a verdict is explained: arguments of Terraform, or short phrases."""

import enum
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.pages.words import joined


class Words(msgspec.Struct, frozen=True):
    """The name of a property, and what is said of some of its values."""

    name: str
    says: Mapping[object, str] = MappingProxyType({})
    plural: bool = False


def flag(name: str, yes: str, no: str) -> Words:
    return Words(name, MappingProxyType({True: yes, False: no}))


def argument(name: str) -> Words:
    return Words(name)


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "access_logs": flag(
            "whether it writes access logs", "it writes access logs", "it writes no access logs"
        ),
        "assign_public_ip": argument("assign_public_ip"),
        "availability_zone": Words("the availability zone of a subnet"),
        "availability_zones": Words(
            "its availability zones",
            {0: "it has no subnets", 1: "all its subnets are in one availability zone"},
            plural=True,
        ),
        "block_public_acls": argument("block_public_acls"),
        "block_public_policy": argument("block_public_policy"),
        "broker_logs": flag(
            "whether its brokers write logs", "its brokers write logs", "its brokers write no logs"
        ),
        "client_broker": argument("client_broker"),
        "default": flag(
            "whether it is the default VPC", "it is the default VPC", "it is not the default VPC"
        ),
        "default of rds.force_ssl": Words("the default of rds.force_ssl"),  # see `property_text`
        "deletion_protection": argument("enable_deletion_protection"),
        "description": Words("the description of a rule"),
        "desync_mitigation_mode": argument("desync_mitigation_mode"),
        "drop_invalid_header_fields": argument("drop_invalid_header_fields"),
        "encrypted": argument("storage_encrypted"),
        "encryption_in_transit": Words("the encryption in transit"),
        "engine": Words("its engine"),
        "engine_version": Words("the version of its engine"),
        "enhanced_monitoring": argument("enhanced_monitoring"),
        "family": Words("the family of its parameter group"),
        "flow_log": Words("what a flow log is for"),
        "has_acls": flag("whether its ACLs are in force", "its ACLs are in force", "its ACLs are disabled"),
        "health_check_protocol": Words("the protocol of its health checks"),
        "iam_authentication": argument("iam_database_authentication_enabled"),
        "ignore_public_acls": argument("ignore_public_acls"),
        "in_cluster": flag(
            "whether brokers encrypt what they send to each other",
            "brokers encrypt what they send to each other",
            "brokers do not encrypt what they send to each other",
        ),
        "internal": flag("whether it is internal", "it is internal", "it is internet-facing"),
        "internet_gateway_block_mode": argument("internet_gateway_block_mode"),
        "kms_key": argument("kms_key_id"),
        "load_balancer_type": argument("load_balancer_type"),
        "log_exports": argument("enabled_cloudwatch_logs_exports"),
        "logging_configuration": flag(
            "its logging configuration",
            "a logging configuration is declared for it",
            "no logging configuration is declared for it",
        ),
        "logs": flag(
            "whether each container has a log configuration",
            "each container has a log configuration",
            "a container has no log configuration",
        ),
        "map_public_ip_on_launch": argument("map_public_ip_on_launch"),
        "network_mode": argument("network_mode"),
        "parameter_group": Words("its parameter group"),
        "port": argument("port"),
        "protocol": argument("protocol"),
        "public_access": flag(
            "whether it has public addresses", "it has public addresses", "it has no public addresses"
        ),
        "public_acl": flag(
            "whether its ACL lets everybody read", "its ACL lets everybody read", "no ACL lets everybody read"
        ),
        "publicly_accessible": argument("publicly_accessible"),
        "rds.force_ssl": argument("rds.force_ssl"),
        "readable_policy": flag(
            "whether its policy lets everybody read",
            "its policy lets everybody read",
            "no policy lets everybody read",
        ),
        "requires_tls": flag(
            "whether its policy refuses requests without TLS",
            "its policy refuses requests without TLS",
            "no policy refuses requests without TLS",
        ),
        "restrict_public_buckets": argument("restrict_public_buckets"),
        "retention_in_days": argument("retention_in_days"),
        "rules": Words("the number of its rules", {0: "it has no rules"}),
        "service_name": argument("service_name"),
        "ssl_policy": argument("ssl_policy"),
        "subnets": Words("its subnets", plural=True),
        "target_type": argument("target_type"),
        "tier": Words("whether it is public, private or isolated"),
        "trusts_everybody": flag(
            "whether its policy allows everybody",
            "its policy allows everybody, and no condition limits that",
            "its policy does not allow everybody",
        ),
        "unauthenticated": flag(
            "whether it accepts clients without authentication",
            "it accepts clients without authentication",
            "it accepts no clients without authentication",
        ),
        "vpc_endpoint_type": argument("vpc_endpoint_type"),
        "vpc_id": Words("the VPC of a subnet"),
        "worker_logs": flag(
            "whether its workers write logs", "its workers write logs", "its workers write no logs"
        ),
        "writable_acl": flag(
            "whether its ACL lets everybody write",
            "its ACL lets everybody write",
            "no ACL lets everybody write",
        ),
        "writable_policy": flag(
            "whether its policy lets everybody write",
            "its policy lets everybody write",
            "no policy lets everybody write",
        ),
    }
)


def words_of(property_: str) -> Words:
    """Those of the table; a rule of a team's own may name other properties."""
    return WORDS.get(property_) or argument(property_)


def properties_text(names: Sequence[str], value: object) -> str:
    """What is so of properties with one value: `block_public_acls and ignore_public_acls = false`."""
    said = words_of(names[0]).says.get(value) if isinstance(value, int) else None
    if said is not None:
        return said
    if names[0] == "default of rds.force_ssl":
        return f"rds.force_ssl is not set, and on by default only from PostgreSQL 15: this is {value_text(value)}"
    named = joined([words_of(each).name for each in names])
    is_ = "are" if len(names) > 1 or words_of(names[0]).plural else "is"
    if value is None:
        return f"{named} {is_} not set"
    return f"{named} {is_ if ' ' in words_of(names[0]).name else '='} {value_text(value)}"


def property_unknown_text(name: str, because: str) -> str:
    """`its subnets are not known: var.subnets is not set`."""
    words = words_of(name)
    if words.name.startswith("whether "):
        return f"it is not known {words.name}: {because}"
    return f"{words.name} {'are' if words.plural else 'is'} not known: {because}"


def value_text(value: object) -> str:
    """A value in plain words: `none`, `not set`, `true`, `a, b`."""
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, enum.Enum):
        return value_text(value.value)
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return ", ".join(map(value_text, value)) or "none"
    return str(value)
