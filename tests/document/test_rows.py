"""The rows of a picture: what is reached from outside first, and VPCs below VPCs."""

from docgen.document.diagram_model import Drawing, Edge, Group, Node
from docgen.document.rows import with_reached_on_top, with_vpcs_in_rows


def three_vpcs() -> Drawing:
    groups = [Group(id=f"v{number}", label=f"VPC {number}", kind="vpc") for number in range(3)]
    tiers = [Group(id=f"t{number}", label="Public subnets", parent=f"v{number}") for number in range(3)]
    nodes = [
        Node(id=f"{letter}{number}", title="", group=f"t{number}") for letter in "ab" for number in range(3)
    ]
    return Drawing(
        "rows",
        "Rows",
        "Rows.",
        groups=(*groups, *tiers),
        nodes=(Node(id="internet", title="Internet"), *nodes, Node(id="bucket", title="Bucket")),
        edges=(Edge(source="internet", target="b1"), Edge(source="a0", target="b0")),
        ranks=(("internet",), ("a0", "a1", "a2"), ("b0", "b1", "b2"), ("bucket",)),
    )


def test_what_is_reached_from_outside_is_in_the_first_row_of_its_frame() -> None:
    assert with_reached_on_top(three_vpcs()).ranks == (
        ("internet",),
        ("a0", "a1", "a2", "b1"),
        ("b0", "b2"),
        ("bucket",),
    )


def test_vpcs_stand_below_others_and_what_is_in_none_keeps_its_place() -> None:
    assert with_vpcs_in_rows(three_vpcs(), 2).ranks == (
        ("internet",),
        ("a0", "a1"),
        ("b0", "b1"),
        ("a2",),
        ("b2",),
        ("bucket",),
    )
    assert with_vpcs_in_rows(three_vpcs(), 3) == three_vpcs()
