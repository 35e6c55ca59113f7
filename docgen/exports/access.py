"""Permissions and trust as JSON data: the key `access` of an environment in `docgen facts --json`."""

from collections.abc import Sequence
from typing import Any

from docgen.analysis.access.access import Access, find_access
from docgen.analysis.access.escalation import Administrator, Escalation
from docgen.analysis.access.identities import Grant, Holder
from docgen.analysis.access.reached import Reached
from docgen.analysis.access.resource_policies import OpenPolicy
from docgen.analysis.access.trust import RoleTrust, Trustee
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.levers import levers_of
from docgen.analysis.plain import plain
from docgen.aws.model.base import AwsResource
from docgen.pages.sentences.access import condition_text, limit_text, unknown_text
from docgen.source.address import ResourceAddress
from docgen.source.span import Span
from docgen.source.tristate import Tristate

Json = dict[str, Any]


def access_json(facts: EnvironmentFacts) -> Json:
    """Identities, trusts, policies of resources, keys, and what the internet reaches; verdicts are yes, no and undecided."""
    access = find_access(facts)
    return {
        "identities": [identity_json(each, access) for each in access.holders.values()],
        "role_trusts": [row for each in access.trusts.values() for row in trust_json(each)],
        "resource_policies": [resource_policy_json(each) for each in access.resource_policies],
        "keys": [
            {
                **basics(each.key),
                "user": name_of(each.user),
                "kind": "password" if each.key.is_password else "access key",
                "active": plain(each.key.active),
            }
            for each in access.keys
        ],
        "reached": [reached_json(each, access) for each in access.reached],
    }


VERDICTS: dict[Tristate, str] = {True: "yes", False: "no", None: "undecided"}


def basics(thing: AwsResource) -> Json:
    return {"address": str(thing.address), "evidence": [evidence_json(thing.address, thing.span)]}


def evidence_json(address: ResourceAddress | None, span: Span | None) -> Json:
    return {
        "address": str(address) if address is not None else None,
        "path": span.path if span else None,
        "line": span.line if span else None,
    }


def identity_json(holder: Holder, access: Access) -> Json:
    held = access.privileges[holder.address]
    return {
        **basics(holder.identity),
        "kind": holder.kind.value,
        "name": plain(holder.identity.own_name),
        "administrator": administrator_json(held.administrator, access),
        "privileged": VERDICTS[access.proved(held.privileged)],
        "escalations": [escalation_json(each) for each in held.escalations],
        "groups": [str(each) for each in holder.groups],
        "policies": list(dict.fromkeys(source_name(each) for each in holder.grants)),
        "boundary": holder.boundary is not None,
        "unknown_policies": [unknown_text(each) for each in holder.unknown],
        "reads": [
            {
                "action": each.action,
                "everything": each.everything,
                "resources": list(each.resources),
                "verdict": VERDICTS[True if each.certain else None],
            }
            for each in access.data_of(holder.address)
        ],
    }


def administrator_json(found: Administrator, access: Access) -> Json:
    return {
        "verdict": VERDICTS[access.proved(found.verdict)],
        "statements": statements_json(found.grants),
        "limits": [limit_text(each) for each in found.limits],
    }


def escalation_json(found: Escalation) -> Json:
    return {
        "way": found.way.key,
        "verdict": VERDICTS[found.verdict],
        "statements": statements_json(found.grants),
        "targets": [str(each) for each in found.targets],
        "limits": [limit_text(each) for each in found.limits],
    }


def source_name(grant: Grant) -> str:
    return str(grant.source.address) if grant.source.address is not None else grant.source.name


def statements_json(grants: Sequence[Grant]) -> list[Json]:
    return [
        {
            "policy": source_name(each),
            "sid": each.statement.sid,
            "evidence": [evidence_json(each.source.address, each.source.span)],
            "levers": [one.variable for one in levers_of(each.source.trace)],
        }
        for each in grants
    ]


def trust_json(trust: RoleTrust) -> list[Json]:
    rows = [{"role": str(trust.role.address), **trustee_json(each)} for each in trust.trustees]
    if trust.unknown is not None:
        rows.append(
            {"role": str(trust.role.address), "kind": "unknown", "who": None, "reason": trust.unknown.text}
        )
    return rows


def trustee_json(trustee: Trustee) -> Json:
    return {
        "kind": trustee.kind.value,
        "who": str(trustee.address) if trustee.address is not None else trustee.who,
        "own_account": VERDICTS[trustee.own_account],
        "conditions": [condition_text(each) for each in trustee.conditions],
        "external_id": trustee.external_id,
        "subjects": list(trustee.subjects),
        "subject_bound": trustee.bound.value if trustee.bound is not None else None,
    }


def resource_policy_json(found: OpenPolicy) -> Json:
    return {
        **basics(found.policy),
        "kind": found.policy.noun,
        "subject": name_of(found.subject),
        "public": VERDICTS[found.public],
        "statements": [
            {
                "sid": each.statement.sid,
                **trustee_json(each.trustee),
                "actions": list(each.actions),
                "public": VERDICTS[each.public],
            }
            for each in found.openings
        ],
        "reason": found.unknown.text if found.unknown is not None else None,
    }


def reached_json(found: Reached, access: Access) -> Json:
    return {
        "address": str(found.runs.thing),
        "verdict": VERDICTS[True if found.certain else None],
        "ports": list(found.ports),
        "via": list(found.via),
        "role": name_of(found.runs.role) or None,
        "privileged": VERDICTS[access.privileged(found.runs.role)],
    }


def name_of(found: ResourceAddress | str | None) -> str | None:
    return None if found is None else str(found)
