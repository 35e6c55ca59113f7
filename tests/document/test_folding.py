"""Pictures of many things: what becomes one node, and what is said of it."""

import pytest

from docgen.document.diagram_model import BadgeStyle, Drawing, Edge, Group, Node
from docgen.document.folding import MOST_NODES, Noun, fold, fold_frames, merged_label

SERVICE = Noun("ECS service", "ECS services")
DATABASE = Noun("RDS instance", "RDS instances")


def picture(services: int, databases: int, edges: list[tuple[str, str, str]]) -> Drawing:
    nodes = [
        Node(id=f"s{number}", title=f"s{number}", icon="ecs-service", group="a") for number in range(services)
    ]
    nodes += [Node(id=f"d{number}", title=f"d{number}", icon="rds", group="a") for number in range(databases)]
    return Drawing(
        "many",
        "Many",
        "Many.",
        groups=(Group(id="a", label="A"),),
        nodes=tuple(nodes),
        edges=tuple(Edge(source=one, target=other, label=label) for one, other, label in edges),
        ranks=(
            tuple(f"s{number}" for number in range(services)),
            tuple(f"d{number}" for number in range(databases)),
        ),
    )


def folded(drawing: Drawing) -> Drawing:
    return fold(
        drawing, {each.id: SERVICE if each.id.startswith("s") else DATABASE for each in drawing.nodes}
    )


def test_few_nodes_stay_as_they_are() -> None:
    drawing = picture(MOST_NODES - 1, 1, [])

    assert folded(drawing) is drawing


def test_nodes_with_the_same_neighbours_are_one_and_others_stay() -> None:
    edges = [(f"s{number}", "d0", "5432") for number in range(MOST_NODES)]
    found = folded(picture(MOST_NODES + 1, 1, edges))

    assert [(each.id, each.title, each.lines) for each in found.nodes] == [
        ("s0", "40 ECS services", ("s0, s1, s2 and 37 more",)),
        ("s40", "s40", ()),
        ("d0", "d0", ()),
    ]
    assert [(each.source, each.target, each.label) for each in found.edges] == [("s0", "d0", "5432")]
    assert found.ranks == (("s0", "s40"), ("d0",))


def test_where_all_differ_everything_of_a_kind_in_a_frame_is_one() -> None:
    edges = [(f"s{number}", f"d{number}", str(5000 + number)) for number in range(30)]
    edges += [("s1", "s2", "80")]
    found = folded(picture(30, 30, edges))

    assert [(each.title, each.lines) for each in found.nodes] == [
        ("30 ECS services", ("s0, s1, s2 and 27 more", "connect to one another")),
        ("30 RDS instances", ("d0, d1, d2 and 27 more",)),
    ]
    assert [each.label for each in found.edges] == ["5000, 5001, 5002\nand 27 more"]


def test_many_frames_are_one() -> None:
    """A hundred VPCs with a database in each subnet tier: neither readable, nor quick to lay out."""
    vpcs = [Group(id=f"v{number}", label=f"VPC v{number}", kind="vpc") for number in range(100)]
    tiers = [
        Group(id=f"t{number}", label="Private subnets", kind="private", parent=f"v{number}")
        for number in range(100)
    ]
    nodes = [Node(id=f"d{number}", title=f"d{number}", group=f"t{number}") for number in range(100)]
    found = folded(Drawing("many", "Many", "Many.", groups=(*vpcs, *tiers), nodes=tuple(nodes)))

    assert [(each.id, each.label, each.parent) for each in found.groups] == [
        ("v0", "VPC v0, VPC v1, VPC v2 and 97 more", ""),
        ("t0", "Private subnets", "v0"),
    ]
    assert [(each.title, each.group) for each in found.nodes] == [("100 RDS instances", "t0")]


def test_things_of_one_kind_with_several_icons_have_the_icon_of_the_kind() -> None:
    nodes = [
        Node(id=f"d{number}", title=f"d{number}", icon=icon, group="a")
        for number, icon in enumerate(["rds-mysql", "rds-postgresql"] * 25)
    ]
    found = folded(Drawing("many", "Many", "Many.", groups=(Group(id="a", label="A"),), nodes=tuple(nodes)))

    assert [(each.title, each.icon) for each in found.nodes] == [("50 RDS instances", "rds")]


def test_everything_in_a_frame_is_one_node_that_names_its_kinds_and_badges() -> None:
    drawing = picture(3, 2, [("s0", "d0", "5432"), ("s1", "d1", "5432")])
    badges: list[tuple[str, BadgeStyle]] = [
        ("", "muted"),
        ("", "muted"),
        ("medium", "warning"),
        ("", "muted"),
        ("high", "danger"),
    ]
    nodes = [
        Node(id=each.id, title=each.title, icon=each.icon, group="a", badge=badge, badge_look=look)
        for each, (badge, look) in zip(drawing.nodes, badges, strict=True)
    ]
    drawing = Drawing(
        "many", "Many", "Many.", "down", drawing.groups, tuple(nodes), drawing.edges, drawing.ranks
    )
    nouns = {each.id: SERVICE if each.id.startswith("s") else DATABASE for each in nodes}

    whole = fold_frames(drawing, nouns, by_badge=False)
    assert [(each.title, each.lines, each.badge, each.badge_look) for each in whole.nodes] == [
        ("3 ECS services", ("and 2 RDS instances", "connect to one another"), "high, medium", "danger")
    ]
    apart = fold_frames(drawing, nouns, by_badge=True)
    assert [(each.title, each.lines, each.badge) for each in apart.nodes] == [
        ("2 ECS services", ("and d0", "connect to one another"), ""),
        ("s2", (), "medium"),
        ("d1", (), "high"),
    ]


def test_an_arrow_is_decided_where_one_of_those_behind_it_is() -> None:
    edges = [
        Edge(source=f"s{number}", target="d0", label="80", undecided=number < 29) for number in range(30)
    ]
    drawing = picture(30, 30, [])
    drawing = Drawing(
        "many", "Many", "Many.", "down", drawing.groups, drawing.nodes, tuple(edges), drawing.ranks
    )

    assert [each.undecided for each in folded(drawing).edges] == [False]


def test_things_of_one_module_are_one_where_that_is_enough() -> None:
    edges = [(f"s{number}", f"d{number}", "5432") for number in range(30)]
    drawing = picture(30, 30, edges)
    nouns = {
        each.id: Noun(kind.singular, kind.plural, f"module.m{int(each.id[1:]) // 10}")
        for each in drawing.nodes
        for kind in (SERVICE if each.id.startswith("s") else DATABASE,)
    }

    found = fold(drawing, nouns)
    assert [(each.title, each.lines) for each in found.nodes if each.id.startswith("s")] == [
        ("10 ECS services", ("module.m0", "s0, s1, s2 and 7 more")),
        ("10 ECS services", ("module.m1", "s10, s11, s12 and 7 more")),
        ("10 ECS services", ("module.m2", "s20, s21, s22 and 7 more")),
    ]
    assert len(fold(drawing, nouns, 5).nodes) == 2


@pytest.mark.parametrize(
    ("labels", "merged"),
    [
        (["443", "80"], "80, 443"),
        (["perhaps 443, 80", "perhaps 80"], "perhaps 80, 443"),
        (["443", "perhaps 443, 80"], "443, perhaps 80"),
        (["443", "perhaps 443"], "443"),
        (["443, IPv6 only", "443"], "443, 443, IPv6 only"),
        (["read\n80 plain, 443 TLS", "22"], "22, read\n80 plain, 443 TLS"),
        (["1", "2", "3", "perhaps 4, 5"], "1, 2, 3\nand 2 more"),
    ],
)
def test_what_is_not_decided_stays_so_on_a_merged_arrow(labels: list[str], merged: str) -> None:
    edges = [Edge("a", "b", each, undecided=each.startswith("perhaps")) for each in labels]

    assert merged_label(edges) == merged
