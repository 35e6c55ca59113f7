"""Identities in both revisions: who is an administrator now, or has a way to become one, and was or had not."""

from collections.abc import Iterator

from docgen.analysis.access.access import Access, find_access
from docgen.analysis.access.escalation import Privileges
from docgen.analysis.access.identities import Holder
from docgen.analysis.access.reached import Reached
from docgen.analysis.changes import Place
from docgen.analysis.exposure import Severity
from docgen.analysis.facts import EnvironmentFacts
from docgen.delta.levers import Levers
from docgen.delta.model import Area, Direction, Item, PrivilegeEvent, PrivilegeKind, ReachedRoleEvent
from docgen.delta.renames import Renaming
from docgen.delta.unseen import Unseen
from docgen.source.address import ResourceAddress
from docgen.source.span import Span

CRITICAL, HIGH, MEDIUM, LOW = Severity
WORSE, BETTER, NEUTRAL, UNKNOWN = Direction


def compare_access(  # noqa: PLR0913, PLR0917 - two revisions, and what is known of both
    name: str,
    before: EnvironmentFacts,
    after: EnvironmentFacts,
    renaming: Renaming,
    levers: Levers,
    unseen: Unseen,
) -> Iterator[Item]:
    """New permissions of identities, and what the internet reaches with them."""
    old, new = find_access(before), find_access(after)
    former = {renaming(str(each)): held for each, held in old.privileges.items()}
    for address, held in new.privileges.items():
        found = privilege(former.get(unseen.former(str(address))), held, old, new)
        if found is None:
            continue
        event, direction, severity = found
        holder = new.holders[address]
        yield Item(
            name,
            str(address),
            Area.ACCESS,
            direction,
            event,
            severity,
            place_of(holder.identity.span),
            levers=levers.of(holder.identity.trace, *(each.source.trace for each in holder.grants)),
        )
    yield from newly_reached(name, old, new, renaming)


Found = tuple[PrivilegeEvent, Direction, Severity | None]


def privilege(  # noqa: PLR0911 - a decision list
    former: Privileges | None, now: Privileges, old: Access, new: Access
) -> Found | None:
    """None where nothing changed; `former` None: the identity is new."""
    was = False if former is None else old.proved(former.administrator.verdict)
    if now.administrator.verdict is True:
        if was is True:
            return None
        granted = tuple(dict.fromkeys(each.source.name for each in now.administrator.grants))
        return PrivilegeEvent(PrivilegeKind.ADMINISTRATOR, granted), WORSE, CRITICAL
    had = {each.way.key for each in former.escalations if each.verdict is True} if former else set()
    ways = tuple(each.way.key for each in now.escalations if each.verdict is True and each.way.key not in had)
    if was is True:
        return former_administrator(now, new)
    if ways:
        return PrivilegeEvent(PrivilegeKind.WAY, ways), WORSE, HIGH
    before = False if former is None else old.proved(former.privileged)
    after = new.proved(now.privileged)
    if before is after or former is None:
        return None
    if after is None:
        kind = PrivilegeKind.STILL_WAY_UNCERTAIN if before is True else PrivilegeKind.UNDECIDED
        return PrivilegeEvent(kind), UNKNOWN, None
    return (PrivilegeEvent(PrivilegeKind.LOST), BETTER, None) if before is True else None


def former_administrator(now: Privileges, new: Access) -> Found:
    """The change of an identity that is no longer certainly an administrator: "none", and "no way", only if proved."""
    if new.proved(now.administrator.verdict) is None:
        return PrivilegeEvent(PrivilegeKind.STILL_ADMINISTRATOR_UNCERTAIN), UNKNOWN, None
    match new.proved(now.privileged):
        case True:
            ways = tuple(each.way.key for each in now.escalations if each.verdict is True)
            return PrivilegeEvent(PrivilegeKind.WAY_LEFT, ways), BETTER, None
        case False:
            return PrivilegeEvent(PrivilegeKind.LOST), BETTER, None
        case None:
            return PrivilegeEvent(PrivilegeKind.WAY_LEFT_UNCERTAIN), UNKNOWN, None


def newly_reached(name: str, old: Access, new: Access, renaming: Renaming) -> Iterator[Item]:
    """Things that the internet reaches now, and that run with a role which may do much, or reads data."""
    known = {(renaming(str(each.runs.thing)), each.runs.argument) for each in old.reached if each.certain}
    for each in new.reached:
        if not each.certain or (str(each.runs.thing), each.runs.argument) in known:
            continue
        role = each.runs.role
        is_privileged = new.privileged(role) is True
        if is_privileged or (isinstance(role, ResourceAddress) and new.data_of(role)):
            yield Item(
                name,
                str(each.runs.thing),
                Area.ACCESS,
                WORSE,
                ReachedRoleEvent(str(role), each.ports, is_privileged),
                CRITICAL if is_privileged else MEDIUM,
                place_of(role_span(each, new)),
            )


def role_span(found: Reached, access: Access) -> Span | None:
    role = found.runs.role
    holder: Holder | None = access.holders.get(role) if isinstance(role, ResourceAddress) else None
    return holder.identity.span if holder is not None else None


def place_of(span: Span | None) -> Place | None:
    return Place(span.path, span.line) if span is not None else None
