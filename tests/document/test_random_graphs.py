"""Whatever graph comes: a picture of all its nodes, or a sentence that says why there is none."""

import random
import time

import pytest

from docgen.document.diagram import draw
from docgen.document.diagram_model import Drawing, Edge, Group, Node
from docgen.document.folding import MOST_NODES, Noun, fold
from docgen.document.layout import ALL_TOGETHER

KINDS = (Noun("ECS service", "ECS services"), Noun("RDS instance", "RDS instances"))
LONGEST = 1.0  # seconds for one form of one picture
SLACK = 5.0  # for a machine that does other things
SIZES = (20, 35, 70, 150, 400)


def random_drawing(size: int, seed: int) -> Drawing:
    """Frames in frames, rows, and up to three arrows a node, some of them from a node to itself."""
    chance = random.Random(seed)  # noqa: S311 - a test
    vpcs = [Group(id=f"v{number}", label=f"VPC {number}", kind="vpc") for number in range(1 + size // 80)]
    tiers = [
        Group(id=f"{vpc.id}-{tier}", label=tier, parent=vpc.id)
        for vpc in vpcs
        for tier in ("public", "private")
    ]
    nodes = [
        Node(
            id=f"n{number}",
            title=f"thing-{number}",
            icon=("ecs-service", "rds")[number % 2],
            group=chance.choice(tiers).id if chance.random() < 0.9 else "",
        )
        for number in range(size)
    ]
    rows: list[list[str]] = [[] for _ in range(5)]
    for node in nodes:
        chance.choice(rows).append(node.id)
    edges = [
        Edge(
            source=chance.choice(nodes).id, target=chance.choice(nodes).id, label=str(chance.randrange(9999))
        )
        for _ in range(int(size * chance.choice((0.5, 1, 3))))
    ]
    return Drawing(
        "random",
        "Random",
        "Random.",
        groups=(*vpcs, *tiers),
        nodes=tuple(nodes),
        edges=tuple(edges),
        ranks=tuple(tuple(row) for row in rows if row),
    )


@pytest.mark.parametrize(
    ("size", "seed"), [*((size, 1) for size in SIZES), *((size, 2) for size in SIZES[:-1])]
)
def test_is_drawn_or_says_why_not(size: int, seed: int) -> None:
    drawing = random_drawing(size, seed)
    nouns = {node.id: KINDS[number % 2] for number, node in enumerate(drawing.nodes)}
    folded = fold(drawing, nouns)
    began = time.monotonic()

    drawn = draw(folded, longest=LONGEST)

    assert time.monotonic() - began < ALL_TOGETHER * LONGEST + SLACK
    assert len(folded.nodes) <= MOST_NODES
    if drawn.value is None:
        assert "because" in drawn.diagnostics[-1].detail
    else:
        assert drawn.value.count('id="random-n-') == len(folded.nodes)
        assert drawn.value.count("data-from=") == len(folded.edges)
