"""Explains the permissions of an identity, and who has access by a policy."""

from collections.abc import Iterator

from docgen.analysis.access.access import Access, find_access
from docgen.analysis.access.identities import Holder
from docgen.app.explain.explanation import Explanation, Part
from docgen.app.explain.subject import ExplainContext, Subject
from docgen.pages.sentences.access import (
    administrator_text,
    data_text,
    grant_text,
    opening_note,
    opening_text,
    trust_note,
    trustee_text,
    unknown_text,
    way_text,
)
from docgen.source.traced import joined


def explain_identity(subject: Subject, known: ExplainContext) -> Explanation:
    """Whether it is an administrator, its ways to more permissions, and who may assume it, each with its policy."""
    assert subject.instance is not None  # noqa: S101 - this kind has one
    access = find_access(known.facts)
    holder = access.holders[subject.instance.address]
    held = access.privileges[holder.address]
    said = list(verdicts(holder, access))
    parts = [
        Part(grant.source.trace, grant_text(grant))
        for grant in {
            id(each): each
            for each in (
                *held.administrator.grants,
                *(grant for way in held.escalations for grant in way.grants),
            )
        }.values()
    ]
    trust = access.trusts.get(holder.address)
    if trust is not None:
        said += [f"trusts {trustee_text(each)} ({trust_note(each)})" for each in trust.trustees]
        parts.append(Part(trust.trace, "its trust policy"))
    parts.append(Part(subject.around, f"{subject.name} is declared here:"))
    notes = tuple(f"Not known: {unknown_text(each)}." for each in holder.unknown)
    return Explanation("\n".join(said), said, tuple(parts), notes)


def verdicts(holder: Holder, access: Access) -> Iterator[str]:
    held = access.privileges[holder.address]
    verdict = access.proved(held.administrator.verdict)
    if verdict is True:
        yield f"an administrator: {administrator_text(held.administrator)}"
    elif held.administrator.verdict is None:
        yield f"perhaps an administrator: {administrator_text(held.administrator)}"
    elif verdict is None:
        yield "no administrator by the policies that docgen could see; code that is missing may attach others"
    else:
        yield "no administrator"
    for way in held.escalations:
        yield f"{'has' if way.verdict else 'may have'} a way to more permissions: {way_text(way)}"
    for data in access.data_of(holder.address):
        yield f"may {data_text(data)}"


def explain_policy(subject: Subject, known: ExplainContext) -> Explanation:
    """Explains who has access by the policy of a resource."""
    assert subject.instance is not None  # noqa: S101 - this kind has one
    address = subject.instance.address
    found = [each for each in find_access(known.facts).resource_policies if each.policy.address == address]
    said = [
        f"allows {opening_text(each)} for {', '.join(each.actions)} ({opening_note(each)})"
        for policy in found
        for each in policy.openings
    ]
    notes = tuple(f"Not known: {each.unknown.text}." for each in found if each.unknown is not None)
    trace = joined(each.policy.text.trace for each in found)
    parts = (Part(trace, "its policy"), Part(subject.around, f"{subject.name} is declared here:"))
    return Explanation("\n".join(said) or "allows principals that are not known", said, parts, notes)
