"""Who can open a connection to whom, through security groups, network ACLs, routes and load balancers together."""

from collections.abc import Sequence

from docgen.analysis.connections import Connection, find_connections
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.not_seen import Missing
from docgen.analysis.steps import Answer, Step
from docgen.aws.model.placement import Component
from docgen.document.nodes import (
    Badge,
    Block,
    BulletList,
    Code,
    Inlines,
    Matrix,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    Unknown,
    inlines,
)
from docgen.pages.bounds import bounded
from docgen.pages.labels import Labels
from docgen.source.address import ResourceAddress

MOST_COLUMNS = 40  # a matrix with more columns helps nobody
INTERNET = "internet"


def reachability_page(facts: EnvironmentFacts, labels: Labels) -> Page:
    components = facts.network.components()
    connections = find_connections(facts)
    nothing = "nothing that docgen could see" if facts.not_seen.paths else "nothing"
    blocks: list[Block] = [
        Paragraph(
            inlines(
                "A cell holds the ports on which the component of the column answers the one of the row, the reply included. "
                f"A way through a load balancer counts. An empty cell: {nothing} gets through."
            )
        )
    ]
    if len(components) <= MOST_COLUMNS:
        blocks.append(matrix(components, connections, labels))
    blocks += unmodelled(facts)
    blocks += (
        Section(
            labels.of(each.address), tuple(component_blocks(each, connections, labels, facts.not_seen.paths))
        )
        for each in components
    )
    return Page(
        f"environments/{facts.name}/reachability.md",
        f"Reachability: {facts.name}",
        f"Who can open a connection to whom in {facts.name}, from Terraform.",
        tuple(blocks),
        wide=True,
    )


def matrix(components: tuple[Component, ...], connections: tuple[Connection, ...], labels: Labels) -> Matrix:
    found = {(each.source, each.target): each.answer for each in connections}
    columns = [each.address for each in components if each.listens != ()]
    rows: list[ResourceAddress | None] = [None, *(each.address for each in components)]
    return Matrix(
        "from \\ to",
        tuple(inlines(Code(labels.of(each))) for each in columns),
        tuple(name(each, labels) for each in rows),
        tuple(tuple(cell(found.get((row, column))) for column in columns) for row in rows),
        "No component is declared that holds network interfaces.",
    )


def name(address: ResourceAddress | None, labels: Labels) -> Inlines:
    return inlines(Text(INTERNET) if address is None else Code(labels.of(address)))


def cell(answer: Answer | None) -> Inlines:
    if answer is None:
        return ()
    ports = ports_text(answer)
    if answer.verdict == "undecided":
        return inlines(Unknown("; ".join(answer.unknowns), f"perhaps {ports}".strip()))
    return inlines(ports)


def ports_text(answer: Answer) -> str:
    """`tcp 80, 443`; "everything" where all ports of all protocols get through."""
    by_protocol: dict[str, list[str]] = {}
    for each in answer.ports:
        protocol, _, ports = each.partition("/")
        by_protocol.setdefault(protocol, []).append(ports)
    if by_protocol.get("tcp") == ["0-65535"] and by_protocol.get("udp") == ["0-65535"]:
        return "everything"
    return "; ".join(
        f"{protocol} {', '.join(filter(None, ports))}".strip() for protocol, ports in by_protocol.items()
    )


def component_blocks(
    component: Component, connections: tuple[Connection, ...], labels: Labels, missing: Sequence[Missing]
) -> list[Block]:
    inward = [each for each in connections if each.target == component.address]
    outward = [each for each in connections if each.source == component.address]
    blocks: list[Block] = []
    if component.listens == ():
        blocks.append(Paragraph(inlines("It opens connections; none can be opened to it.")))
    elif not inward:
        text = "Nothing of this configuration, nor the internet, can open a connection to it."
        blocks.append(Paragraph(inlines(bounded(text, missing))))
    else:
        rows = tuple(
            (
                name(each.source, labels),
                verdict(each.answer),
                inlines(ports_text(each.answer)),
                way(each.answer),
            )
            for each in inward
        )
        blocks.append(Table(("Who can reach it", "Verdict", "Ports", "Way"), rows, ""))
    if outward:
        items = tuple(
            inlines(Code(labels.of(each.target)), f" on {ports_text(each.answer) or 'unknown ports'}")
            for each in outward
        )
        blocks += [Paragraph(inlines("It can reach:")), BulletList(items)]
    return blocks


def verdict(answer: Answer) -> Inlines:
    if answer.verdict == "undecided":
        return inlines(Badge("undecided", "warning"))
    return inlines(Badge("reachable", "danger" if answer.path[0].step == "public address" else "info"))


def way(answer: Answer) -> Inlines:
    """The links that say something of their own: groups, listeners, routes."""
    return inlines("; ".join(dict.fromkeys(told(each) for each in answer.path if tells(each))))


def tells(step: Step) -> bool:
    return step.holds is None or (
        step.step in {"security group", "listener", "target group", "network ACL"}
        and ("default one" not in step.because)
    )


def told(step: Step) -> str:
    return f"{step.step}: {step.because}"


def unmodelled(facts: EnvironmentFacts) -> list[Block]:
    found = [each for each in facts.network.inventory if each.carries_traffic]
    if not found:
        return []
    items = tuple(inlines(Code(str(each.address))) for each in found)
    note = "These resources have subnets or security groups and are not modelled; what they can reach, or who reaches them, is not said here:"
    return [Section("Not modelled", (Paragraph(inlines(note)), BulletList(items)))]
