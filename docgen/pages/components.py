"""Tables of components, links to other VPCs, endpoints on the internet, and buckets."""

from docgen.analysis.exposures import located
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.kinds import KINDS
from docgen.analysis.placement import PlacementDoubt
from docgen.analysis.properties import Kind
from docgen.aws.model.base import External, Link
from docgen.aws.model.components import Component, LoadBalancer
from docgen.aws.model.public_endpoints import Bucket
from docgen.document.nodes import Block, Code, Inline, Inlines, Section, Table, Text, Unknown, inlines
from docgen.pages.bounds import seen
from docgen.pages.labels import Labels
from docgen.pages.links import pointer, pointers, yes_no
from docgen.pages.sentences.findings import finding_text
from docgen.pages.words import evidence, joined, joined_inlines, sentence, unknown_text, value, word
from docgen.source.traced import Known, Traced
from docgen.source.traced import Unknown as UnknownValue

SETTINGS = ("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets")


def component_sections(facts: EnvironmentFacts, labels: Labels) -> tuple[Block, ...]:
    """A table of components always; of the rest only what there is."""
    found: list[Block] = [Section("Components", (component_table(facts, labels),))]
    network = facts.network
    found += settings_sections(facts, labels)
    if network.peering_connections or network.transit_gateways:
        found.append(Section("Links to other VPCs", (link_table(facts, labels),)))
    if network.entries:
        found.append(Section("Public endpoints", (entry_table(facts, labels),)))
    if network.buckets:
        found.append(Section("Buckets", (bucket_table(facts, labels),)))
    return tuple(found)


def component_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            inlines(Code(labels.of(each.address)), *(" (an unknown number)",) * each.count_unknown),
            inlines(each.kind),
            inlines(tiers(each, facts)),
            pointers(each.groups, labels),
            inlines(word(each.public, yes_no)),
            inlines(*listens(each, facts)),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.components()
    )
    heads = ("Name", "Kind", "Subnet tier", "Security groups", "Public address", "Listens on", "Evidence")
    return Table(heads, rows, "No component with a network interface is declared.", wide=True)


def settings_sections(facts: EnvironmentFacts, labels: Labels) -> list[Block]:
    """A table of properties for each kind that has some to show, and resources here."""
    return [
        Section(sentence(each.noun.plural), (settings_table(each, facts, labels),))
        for each in KINDS.values()
        if each.columns and each.members(facts.network)
    ]


def settings_table(kind: Kind, facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            inlines(Code(labels.of(thing.address)), *(" (an unknown number)",) * thing.count_unknown),
            *(inlines(setting_text(each.of(thing, facts), labels)) for each in kind.columns),
            inlines(evidence(thing.address, thing.span)),
        )
        for thing in kind.members(facts.network)
    )
    heads = ("Name", *(each.column for each in kind.columns), "Evidence")
    return Table(heads, rows, "", wide=True)


def setting_text(found: Traced[object] | PlacementDoubt, labels: Labels) -> Inline:
    """A property in a cell: yes, a value, another resource, why it is unknown, or "not set"."""
    if isinstance(found, PlacementDoubt):
        return Unknown(finding_text(found.because, labels.of))
    if isinstance(found, UnknownValue):
        return unknown_text(found)
    match found.value:
        case None:
            return Text("not set")
        case bool(flag):
            return Text(yes_no(flag))
        case Link() | External() as target:
            return pointer(Known(target), labels)
        case other:
            return Code(str(other))


def tiers(component: Component, facts: EnvironmentFacts) -> Inline:
    if isinstance(component.subnets, UnknownValue):
        return unknown_text(component.subnets)
    found = sorted({each.tier for each in located(component, facts.placements)})
    gap = next((each for each in component.subnets.value if isinstance(each, UnknownValue)), None)
    if gap is not None and not found:
        return unknown_text(gap)
    return Text(joined(found) or "not in the configuration")


def listens(component: Component, facts: EnvironmentFacts) -> Inlines:
    if component.listens is None:
        return inlines("any port its security groups allow")
    if not component.listens:
        is_lasting = not isinstance(component, LoadBalancer)  # its listeners are resources of their own
        return inlines("nothing" if is_lasting else seen("nothing", facts.not_seen.paths))
    return joined_inlines([inlines(value(each)) for each in component.listens], ", ")


def link_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = [
        (
            inlines(Code(labels.of(each.address))),
            inlines("peering connection"),
            inlines(pointer(each.vpc, labels), " and ", pointer(each.peer, labels)),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.peering_connections
    ]
    rows += [
        (
            inlines(Code(labels.of(each.address))),
            inlines("transit gateway" + (" with its own route tables" if each.has_tables else "")),
            joined_inlines([inlines(pointer(vpc, labels)) for vpc in each.vpcs])
            or inlines(seen("none", facts.not_seen.paths)),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.transit_gateways
    ]
    return Table(("Name", "Kind", "Connects", "Evidence"), tuple(rows), "")


def entry_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            inlines(Code(labels.of(each.address))),
            inlines(each.kind),
            inlines(word(each.is_open, yes_no)),
            inlines(Code(each.decided_by)),
            joined_inlines([inlines(value(one)) for one in each.sources], ", ")
            if each.sources is not None
            else inlines("anyone"),
            pointers(each.behind, labels),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.entries
    )
    return Table(
        ("Name", "Kind", "Public", "Controlled by", "Allowed sources", "Forwards to", "Evidence"),
        rows,
        "",
        wide=True,
    )


def bucket_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            inlines(Code(labels.of(each.address))),
            inlines(word(each.public_acl, yes_no)),
            inlines(word(each.public_policy, yes_no)),
            *(inlines(*setting(each, name)) for name in SETTINGS),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.buckets
    )
    heads = ("Bucket", "Public ACL", "Public policy", *SETTINGS, "Evidence")
    return Table(heads, rows, "", wide=True)


def setting(bucket: Bucket, name: str) -> Inlines:
    found: Traced[bool] | None = getattr(bucket, name)
    if found is None:
        return inlines("true (AWS's default)")
    return inlines(value(found, lambda on: "true" if on else "false"))
