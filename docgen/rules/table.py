"""Every rule by its key, and the verdicts of all of them on one environment."""

import datetime as dt
import importlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias, cast
from weakref import WeakKeyDictionary

import msgspec

from docgen.analysis.acceptance import Waiver
from docgen.analysis.facts import EnvironmentFacts
from docgen.rules.judgement import ControlVerdict, Judge, Judgement, may_be_missing, worst
from docgen.rules.waivers import with_waiver

# By area, in the order of the pages: the rule of a key is `docgen/rules/AREA/KEY.py`.
AREAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "network": (
            "vpc_default_sg_closed",
            "vpc_flow_logs_enabled",
            "subnet_no_auto_public_ip",
            "sg_ssh_world",
            "sg_rdp_world",
            "sg_admin_ports_world_ipv4",
            "sg_admin_ports_world_ipv6",
            "sg_unauthorised_ports_world",
            "sg_high_risk_ports_world",
            "sg_all_ports_world",
            "sg_postgres_world",
            "sg_kafka_world",
            "sg_wide_public_ipv4",
            "sg_cifs_world",
            "sg_egress_unrestricted",
            "sg_unused",
            "nacl_admin_ports_world",
            "nacl_unused",
            "vpce_ec2",
            "vpce_ecr_api",
            "vpce_ecr_dkr",
            "vpce_aws_services",
            "vpce_policy_trust",
            "vpc_bpa",
            "private_default_route_nat",
            "vpc_subnets_multi_az",
            "sg_rule_description",
            "nacl_all_ports",
            "default_vpc_not_used",
            "peering_routes_least_access",
            "eip_unused",
        ),
        "balancing": (
            "alb_http_redirects_https",
            "alb_listener_secure_protocol",
            "alb_tls_policy",
            "alb_drop_invalid_headers",
            "alb_access_logs",
            "alb_multi_az",
            "alb_waf",
            "alb_internet_facing",
            "tg_encrypted_protocol",
            "waf_acl_has_rules",
            "waf_logging",
            "alb_desync",
            "alb_deletion_protection",
            "tg_healthcheck_encrypted",
        ),
        "containers": (
            "ecs_service_no_public_ip",
            "ecs_taskset_no_public_ip",
            "ecs_no_host_network",
            "ecs_task_logging",
        ),
        "brokers": (
            "msk_tls_between_brokers",
            "msk_client_tls_only",
            "msk_enhanced_monitoring",
            "mskconnect_tls",
            "msk_no_public_access",
            "mskconnect_logging",
            "msk_no_unauthenticated",
            "msk_broker_logging",
        ),
        "databases": (
            "rds_not_public",
            "rds_not_in_public_subnet",
            "rds_encrypted",
            "rds_pg_force_ssl",
            "rds_non_default_port",
            "rds_pg_logs",
            "rds_iam_auth",
        ),
        "storage": (
            "s3_block_public_access",
            "s3_no_public_read",
            "s3_no_public_write",
            "s3_require_tls",
        ),
        "logs": (
            "log_group_retention",
            "log_group_kms",
        ),
        "access": (
            "iam_no_star_star",
            "iam_no_escalation",
            "iam_role_trust_not_public",
            "iam_oidc_subject_bound",
            "resource_policy_not_public",
        ),
    }
)
KEYS = tuple(key for keys in AREAS.values() for key in keys)


class RuleText(msgspec.Struct, frozen=True):
    """The content of a rule's docstring, for its page."""

    title: str
    checks: str
    why: str
    fix: str
    undecided: str
    not_applicable: str


def judge_of(area: str, key: str) -> Judge:
    return cast("Judge", importlib.import_module(f"docgen.rules.{area}.{key}").judge)


def rule_text(area: str, key: str) -> RuleText:
    """The parts of the docstring of a rule."""
    found = parse_rule_text(importlib.import_module(f"docgen.rules.{area}.{key}").__doc__ or "")
    assert found is not None, key  # noqa: S101 - a test holds it
    return found


PARTS = ("Checks", "Why", "Fix", "Undecided", "Not applicable")


def parse_rule_text(document: str) -> RuleText | None:
    """The title, then `Checks:`, `Why:`, `Fix:`, `Undecided:`, `Not applicable:`; None where one of them is missing."""
    title, _, rest = document.strip().partition("\n\n")
    parts = dict(line.split(": ", 1) for line in rest.splitlines() if ": " in line)
    return RuleText(title, *(parts[each] for each in PARTS)) if set(PARTS) <= set(parts) else None


Judgements: TypeAlias = Mapping[str, tuple[Judgement, ...]]
FOUND: WeakKeyDictionary[EnvironmentFacts, Judgements] = WeakKeyDictionary()
WAIVED: WeakKeyDictionary[EnvironmentFacts, dict[dt.date | None, Judgements]] = WeakKeyDictionary()

VERDICTS: WeakKeyDictionary[EnvironmentFacts, Mapping[str, ControlVerdict]] = WeakKeyDictionary()


def find_judgements(facts: EnvironmentFacts, as_of: dt.date | None = None) -> Judgements:
    """By the key of each rule its verdicts, subject by subject; computed once for the same facts.

    What a waiver covers is waived. `as_of`: the day that decides whether a waiver has ended; None: no waiver has.
    """
    if not facts.waivers:
        return find_unwaived(facts)
    by_day = WAIVED.setdefault(facts, {})
    if as_of not in by_day:
        by_day[as_of] = with_waivers(find_unwaived(facts), facts.waivers, as_of)
    return by_day[as_of]


def find_verdicts(facts: EnvironmentFacts) -> Mapping[str, ControlVerdict]:
    """By the key of each rule its verdict on the whole environment; computed once for the same facts."""
    found = VERDICTS.get(facts)
    if found is None:
        found = VERDICTS[facts] = {key: worst(each) for key, each in find_judgements(facts).items()}
    return found


def with_waivers(judgements: Judgements, waivers: Sequence[Waiver], as_of: dt.date | None) -> Judgements:
    """The verdicts, with those waived that a waiver covers on that day."""
    return MappingProxyType(
        {
            key: tuple(with_waiver(each, key, waivers, as_of) for each in found)
            for key, found in judgements.items()
        }
    )


def find_unwaived(facts: EnvironmentFacts) -> Judgements:
    """The same without waivers: what is broken is broken."""
    found = FOUND.get(facts)
    if found is None:
        made = {key: tuple(judgements(judge_of(area, key), facts)) for area, key in rules()}
        found = FOUND[facts] = MappingProxyType(made)
    return found


def rules() -> Iterator[tuple[str, str]]:
    for area, keys in AREAS.items():
        for key in keys:
            yield area, key


def judgements(judge: Judge, facts: EnvironmentFacts) -> Iterator[Judgement]:
    """The verdicts of a rule; one on the environment where there is no subject for it, or may be others."""
    own = sorted(judge(facts), key=lambda each: each.subject.order() if each.subject else ())
    yield from own
    if facts.not_seen.anything:
        yield Judgement(None, ControlVerdict.UNDECIDED, (may_be_missing(facts.not_seen.anything),))
    elif not own:
        yield Judgement(None, ControlVerdict.NOT_APPLICABLE)
