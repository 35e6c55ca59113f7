"""The access page: administrators, privilege escalation paths, who may assume roles, and policies that give others access."""

from collections.abc import Iterable, Iterator, Sequence

from docgen.analysis.access.access import Access, find_access
from docgen.analysis.access.escalation import Privileges
from docgen.analysis.access.identities import Grant, Holder
from docgen.analysis.access.reached import Reached
from docgen.analysis.access.resource_policies import OpenPolicy
from docgen.analysis.access.trust import SubjectBound, Trustee, TrusteeKind
from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.managed_policies import managed_policies
from docgen.aws.model.base import Link, Target
from docgen.aws.model.iam import ClusterAccess
from docgen.document.nodes import (
    Badge,
    BadgeKind,
    Block,
    Code,
    Inline,
    Inlines,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    inlines,
)
from docgen.pages.bounds import nothing_exposed, seen
from docgen.pages.labels import Labels
from docgen.pages.sentences.access import (
    administrator_text,
    data_text,
    opening_note,
    opening_text,
    resource_text,
    some,
    trust_note,
    trustee_text,
    unknown_text,
    way_text,
)
from docgen.pages.sentences.traffic import flow_text
from docgen.pages.words import codes, count, evidence, sentence
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced, Unknown
from docgen.source.tristate import Tristate, any_of

MOST_ACTIONS = 6  # actions that one cell lists


def access_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    access = find_access(facts)
    blocks: list[Block] = [Paragraph(inlines(*lead(access)))]
    if access:
        blocks += [
            summary(access, facts),
            Section("Reached from the internet", (reached_table(access, labels, facts),)),
            Section("Administrators", (administrator_table(access, labels),)),
            Section("Ways to more permissions", (way_table(access, labels),)),
            Section("What identities may do", (identity_table(access, labels),)),
            Section("Who may assume roles", (trust_table(access, labels),)),
            Section("Policies of resources", (resource_policy_table(access, labels),)),
            Section("Wildcards", (wildcard_table(access, labels),)),
            Section("Access keys and passwords", (key_table(access, labels),)),
            *more_sections(access, labels),
            *unknown_section(access, labels),
        ]
    else:
        blocks.append(Table(("Identity",), (), "No role, user or policy is declared."))
    return Page(
        f"environments/{facts.name}/access.md",
        f"Access: {facts.name}",
        f"Who may do what in {facts.name}: roles, users, policies, and what the internet reaches with them.",
        tuple(blocks),
        wide=True,
    )


def lead(access: Access) -> Iterator[Inline]:
    yield Text(
        "By the policies of this configuration. What service control policies of AWS Organizations, session policies and policies "
        "outside of this configuration take away is not seen here."
    )
    if any(grant.source.is_managed_by_aws for each in access.holders.values() for grant in each.grants):
        yield Text(f" AWS managed policies are those that AWS published by {managed_policies().newest}.")


# -- summary -----------------------------------------------------------------------------------


def summary(access: Access, facts: EnvironmentFacts) -> Table:
    """The number of certain and undecided verdicts."""
    privileges = access.privileges.values()
    others = [trusts_others(each) for trust in access.trusts.values() for each in trust.trustees]
    reached = [reach_verdict(each, access) for each in access.reached]
    rows = (
        ("Administrators", [access.proved(each.administrator.verdict) for each in privileges]),
        (
            "Identities with a way to more permissions",
            [access.proved(escalates(each)) for each in privileges],
        ),
        ("Trusts of everyone, other accounts or any OpenID Connect subject", others),
        ("Policies of resources that let everyone in", [each.public for each in access.resource_policies]),
        ("Access keys and passwords of users", [True for _ in access.keys]),
        ("Reached from the internet with more than ordinary permissions", reached),
    )
    return Table(
        ("Question", "Found", "Not decided"),
        tuple((inlines(name), *numbers(verdicts, facts)) for name, verdicts in rows),
        "",
    )


def numbers(verdicts: Sequence[Tristate], facts: EnvironmentFacts) -> tuple[Inlines, Inlines]:
    sure, unsure = verdicts.count(True), verdicts.count(None)
    found = str(sure) if sure else seen("none", facts.not_seen.anything)
    return inlines(found), inlines(str(unsure) if unsure else "none")


def escalates(held: Privileges) -> Tristate:
    if held.administrator.verdict is True:
        return False  # it has all permissions already
    unclear = held.unclear or held.administrator.verdict is None
    return any_of((*(each.verdict for each in held.escalations), None if unclear else False))


def trusts_others(trustee: Trustee) -> Tristate:
    """Whether a principal outside of this account, or any principal, may assume a role."""
    match trustee.kind:
        case TrusteeKind.EVERYONE:
            return True if trustee.narrowed is not None else None
        case TrusteeKind.ACCOUNT | TrusteeKind.IDENTITY:
            return None if trustee.own_account is None else not trustee.own_account
        case TrusteeKind.OIDC:
            return None if trustee.bound is SubjectBound.UNKNOWN else trustee.bound is SubjectBound.OPEN
        case TrusteeKind.UNKNOWN:
            return None
        case _:
            return False


def reach_verdict(reached: Reached, access: Access) -> Tristate:
    privileged = access.privileged(reached.runs.role)
    return privileged if reached.certain or privileged is False else None


# -- tables ------------------------------------------------------------------------------------

BADGES: dict[Tristate, BadgeKind] = {True: "danger", None: "warning", False: "ok"}


def badge(verdict: Tristate, yes: str = "yes") -> Badge:
    return Badge("not decided" if verdict is None else yes if verdict else "no", BADGES[verdict])


def proof(holder: Holder) -> Inlines:
    return inlines(evidence(holder.address, holder.identity.span))


def by_verdict(rows: Iterable[tuple[Tristate, tuple[Inlines, ...]]]) -> tuple[tuple[Inlines, ...], ...]:
    """Sorted by verdict, certain ones first."""
    return tuple(row for _, row in sorted(rows, key=lambda each: each[0] is not True))


def administrator_table(access: Access, labels: Labels) -> Table:
    rows = []
    for address, held in access.privileges.items():
        found = held.administrator
        if found.verdict is not False:
            holder = access.holders[address]
            said = inlines(sentence(administrator_text(found, labels.of)) + ".")
            row = (inlines(badge(found.verdict)), *named(holder, labels), said, proof(holder))
            rows.append((found.verdict, row))
    heads = ("Administrator", "Identity", "Kind", "Because", "Evidence")
    return Table(heads, by_verdict(rows), "No identity is an administrator.", wide=True)


def named(holder: Holder, labels: Labels) -> tuple[Inlines, Inlines]:
    return inlines(Code(labels.of(holder.address))), inlines(holder.kind.value)


def way_table(access: Access, labels: Labels) -> Table:
    rows = []
    for address, held in access.privileges.items():
        holder = access.holders[address]
        for verdict in (True, None):
            ways = [each for each in held.escalations if each.verdict is verdict]
            if ways:
                said = inlines(some(way_text(each, labels.of) for each in ways))
                row = (inlines(badge(verdict)), *named(holder, labels), said, proof(holder))
                rows.append((verdict, row))
        if not held.escalations and escalates(held) is None:
            gaps = [unknown_text(each, labels.of) for each in holder.unknown]
            said = inlines(f"not known: {some(gaps) or 'whether a role trusts it'}")
            rows.append((None, (inlines(badge(None)), *named(holder, labels), said, proof(holder))))
    heads = ("Way", "Identity", "Kind", "Actions", "Evidence")
    return Table(heads, by_verdict(rows), "No identity has one of the known ways.", wide=True)


def identity_table(access: Access, labels: Labels) -> Table:
    """Every identity that has a policy, or that a role trusts."""
    things: dict[ResourceAddress, list[str]] = {}
    for each in access.running:
        if isinstance(each.role, ResourceAddress):
            things.setdefault(each.role, []).append(labels.of(each.thing))
    rows = []
    for address, holder in access.holders.items():
        if not holder.grants and not holder.unknown and not access.assumed_by(address):
            continue
        rows.append(
            (
                *named(holder, labels),
                inlines(some(things.get(address, ())) or "none that is declared"),
                inlines(may_text(address, access, labels)),
                proof(holder),
            )
        )
    heads = ("Identity", "Kind", "Runs", "What it may do", "Evidence")
    return Table(heads, tuple(rows), "No identity has a policy.", wide=True)


TRUST_BADGES: dict[Tristate, BadgeKind] = {True: "warning", None: "info", False: "muted"}


def trust_table(access: Access, labels: Labels) -> Table:
    rows: list[tuple[Tristate, tuple[Inlines, ...]]] = []
    for address, trust in access.trusts.items():
        holder = access.holders[address]
        for trustee in trust.trustees:
            verdict = trusts_others(trustee)
            flag = {True: "outside", None: "not decided", False: "inside"}[verdict]
            row = (
                inlines(Code(labels.of(address))),
                inlines(Badge(flag, TRUST_BADGES[verdict])),
                inlines(trustee_text(trustee, labels.of)),
                inlines(trust_note(trustee)),
                proof(holder),
            )
            rows.append((verdict, row))
        if trust.unknown is not None:
            gap = inlines(f"not known: {trust.unknown.text}")
            row = (
                inlines(Code(labels.of(address))),
                inlines(badge(None)),
                gap,
                inlines("none"),
                proof(holder),
            )
            rows.append((None, row))
    heads = ("Role", "Trusted", "Who", "Under which condition", "Evidence")
    return Table(heads, by_verdict(rows), "No role is declared.", wide=True)


def resource_policy_table(access: Access, labels: Labels) -> Table:
    rows = []
    for found in access.resource_policies:
        proved = inlines(evidence(found.policy.address, found.policy.span))
        subject = inlines(f"{found.policy.noun} ", Code(subject_name(found, labels)))
        for opening in found.openings:
            is_own = opening.trustee.kind is TrusteeKind.ACCOUNT and opening.trustee.own_account is True
            if is_own or opening.trustee.kind is TrusteeKind.CALLER:
                continue
            row = (
                subject,
                inlines(badge(opening.public)),
                inlines(opening_text(opening, labels.of)),
                actions_cell(opening.actions),
                inlines(opening_note(opening)),
                proved,
            )
            rows.append((opening.public, row))
        if found.unknown is not None:
            gap = inlines(f"not known: {found.unknown.text}")
            rows.append(
                (None, (subject, inlines(badge(None)), gap, inlines("none"), inlines("none"), proved))
            )
    heads = ("Resource", "Everyone", "Who", "Actions", "Under which condition", "Evidence")
    ordered = sorted(rows, key=lambda each: (each[0] is not True, each[0] is not None))
    return Table(
        heads, tuple(row for _, row in ordered), "No policy of a resource lets others in.", wide=True
    )


def subject_name(found: OpenPolicy, labels: Labels) -> str:
    if isinstance(found.subject, ResourceAddress):
        return labels.of(found.subject)
    return found.subject or f"of {labels.of(found.policy.address)}"


def actions_cell(actions: Sequence[str]) -> Inlines:
    shown = list(actions[:MOST_ACTIONS])
    more = [Text(f" and {len(actions) - MOST_ACTIONS} more")] if len(actions) > MOST_ACTIONS else []
    parts: list[Inline] = []
    for each in shown:
        parts += [Text(", "), Code(each)] if parts else [Code(each)]
    return (*parts, *more)


def wildcard_table(access: Access, labels: Labels) -> Table:
    """Statements that allow all actions, or all of a service, on every resource."""
    holders: dict[int, list[Holder]] = {}
    grants: dict[int, Grant] = {}
    for holder in access.holders.values():
        for grant in holder.grants:
            if is_wide(grant):
                key = id(grant.statement)
                grants.setdefault(key, grant)
                holders.setdefault(key, []).append(holder)
    rows = []
    for key, grant in grants.items():
        actions = [str(each) for each in grant.statement.actions or () if str(each).endswith("*")]
        if grant.not_actions is not None:
            shown: Inlines = inlines(
                "every action but ", *actions_cell([str(each) for each in grant.statement.not_actions or ()])
            )
        else:
            shown = actions_cell([each for each in actions if each == "*" or each.endswith(":*")])
        where = labels.of(grant.source.address) if grant.source.address is not None else grant.source.name
        rows.append(
            (
                inlines(Code(where)),
                shown,
                inlines(
                    f"under {count(len(grant.statement.conditions), 'condition')}"
                    if grant.statement.conditions
                    else "none"
                ),
                inlines(some(labels.of(each.address) for each in holders[key])),
            )
        )
    heads = ("Policy", "Allows on every resource", "Conditions", "Identities")
    which = "that is known " if access.unknown else ""
    return Table(
        heads,
        tuple(rows),
        f"No statement {which}allows all actions of a service on every resource.",
        wide=True,
    )


def is_wide(grant: Grant) -> bool:
    if grant.statement.effect != "Allow" or "*" not in grant.resources:
        return False
    return grant.not_actions is not None or any(each == "*" or each.endswith(":*") for each in grant.actions)


def key_table(access: Access, labels: Labels) -> Table:
    rows = []
    for found in access.keys:
        user = found.user
        name = labels.of(user) if isinstance(user, ResourceAddress) else user or "a user that is not known"
        active = found.key.active
        state = (
            "active"
            if isinstance(active, Known) and active.value
            else "inactive"
            if isinstance(active, Known)
            else "not known"
        )
        rows.append(
            (
                inlines(Code(name)),
                inlines("password for the console" if found.key.is_password else "access key"),
                inlines(state),
                inlines(badge(access.privileged(user))),
                inlines(evidence(found.key.address, found.key.span)),
            )
        )
    heads = ("User", "Credential", "State", "Administrator, or a way to become one", "Evidence")
    return Table(heads, tuple(rows), "No access key and no password is declared.", wide=True)


def reached_table(access: Access, labels: Labels, facts: EnvironmentFacts) -> Table:
    rows = []
    named = {str(each): labels.of(each) for each in facts.network.by_address()}
    for found in access.reached:
        role = found.runs.role
        if role == "":
            continue
        via = inlines(" through ", *codes(named.get(each, each) for each in found.via)) if found.via else ()
        name = labels.of(role) if isinstance(role, ResourceAddress) else role or "not known"
        rows.append(
            (
                inlines(Code(labels.of(found.runs.thing))),
                inlines(badge(found.certain or None), f" {', '.join(map(flow_text, found.ports))}", *via),
                inlines(Code(name)),
                inlines(badge(reach_verdict(found, access))),
                inlines(may_text(role, access, labels)),
            )
        )
    heads = ("What", "Reached", "Role", "Administrator, or a way to become one", "What the role may do")
    empty = nothing_exposed(
        "Nothing that runs with a role is reached from the internet.", facts.not_seen.entrances
    )
    return Table(heads, tuple(rows), empty, wide=True)


def may_text(role: ResourceAddress | str | None, access: Access, labels: Labels) -> str:
    """The permissions of a role that matter to an attacker who controls what runs with it."""
    held = access.privileges.get(role) if isinstance(role, ResourceAddress) else None
    if held is None or not isinstance(role, ResourceAddress):
        return "The role is not in this configuration." if role else "Its role is not known."
    parts = []
    if held.administrator.verdict is True:
        return "Everything: it is an administrator."
    sure = [each.way.key for each in held.escalations if each.verdict]
    if sure:
        parts.append(f"get more permissions ({some(sure)})")
    parts += [data_text(each) for each in access.data_of(role)]
    passed = access.passed_by(role)
    if passed:
        parts.append(
            f"pass {'every role' if '*' in passed else some(map(resource_text, passed))} to a service"
        )
    assumed = access.assumed_by(role)
    if assumed:
        for word, verdict in (("assume", True), ("perhaps assume", None)):
            roles = [labels.of(each) for each, sure in assumed if sure is verdict]
            parts += [f"{word} {some(roles)}"] if roles else []
    others = [each for each in access.services_of(role) if each != "*"]
    if others:
        parts.append(f"actions of {some(others)}")
    unknown = access.holders[role].unknown
    if unknown:
        parts.append(f"what is not known: {some(unknown_text(each, labels.of) for each in unknown)}")
    if not parts and any(each.statement.effect != "Deny" for each in access.holders[role].grants):
        return "What its policies allow is not known."
    return (
        sentence("; ".join(parts)) + "."
        if parts
        else "Its policies allow nothing."
        if access.complete
        else "Nothing that docgen could see."
    )


def more_sections(access: Access, labels: Labels) -> Iterator[Section]:
    if access.clusters:
        rows = tuple(
            (
                inlines(Code(target_name(each.cluster, labels))),
                inlines(Code(target_name(each.principal, labels))),
                inlines(cluster_right(each)),
                inlines(evidence(each.address, each.span)),
            )
            for each in access.clusters
        )
        yield Section("Kubernetes", (Table(("Cluster", "Identity", "As", "Evidence"), rows, "", wide=True),))
    if access.assignments:
        assigned = tuple(
            (
                inlines(Code(target_name(each.permission_set, labels))),
                inlines(f"{text(each.principal_type).lower()} {text(each.principal)}"),
                inlines(text(each.target)),
                inlines(evidence(each.address, each.span)),
            )
            for each in access.assignments
        )
        heads = ("Permission set", "Who", "Account", "Evidence")
        yield Section("IAM Identity Center", (Table(heads, assigned, "", wide=True),))


def cluster_right(entry: ClusterAccess) -> str:
    if entry.service_account is not None:
        return f"role of the service account {text(entry.service_account)}"
    return f"policy {text(entry.policy)}" if entry.policy is not None else "entry"


def target_name(target: Traced[Target], labels: Labels) -> str:
    if isinstance(target, Unknown):
        return "not known"
    return labels.of(target.value.address) if isinstance(target.value, Link) else target.value.id


def text(value: Traced[str]) -> str:
    return value.value if isinstance(value, Known) else "not known"


def unknown_section(access: Access, labels: Labels) -> Iterator[Section]:
    rows = []
    for each in access.unknown:
        held = [
            labels.of(holder.address)
            for holder in access.holders.values()
            if any(
                one is each or (one.policy, one.address) == (each.policy, each.address)
                for one in holder.unknown
            )
        ]
        rows.append((inlines(unknown_text(each, labels.of)), inlines(some(held))))
    if rows:
        yield Section(
            "Policies that are not known", (Table(("Policy", "Identities"), tuple(rows), "", wide=True),)
        )
