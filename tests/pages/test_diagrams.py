"""What the pictures of an environment show: colours, sets of ranges, frames, zones, groups, encryption."""

import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.register import find_register
from docgen.document.diagram import draw
from docgen.document.diagram_model import Drawing, Edge, Group, Node
from docgen.document.graph import print_dot
from docgen.document.legend import UNDECIDED
from docgen.document.markdown import print_page
from docgen.document.nodes import Page
from docgen.document.palette import MARKED
from docgen.pages.architecture import architecture_page
from docgen.pages.connection_tables import undrawn_table
from docgen.pages.data_flow import data_flow_page
from docgen.pages.diagrams import VIEWS, details_of
from docgen.pages.labels import Labels
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project

TERRAFORM = """
provider "aws" {
  region = "eu-west-1"
  assume_role { role_arn = "arn:aws:iam::111122223333:role/deploy" }
}
variable "office" { default = ["198.51.100.0/24", "203.0.113.0/24"] }
resource "aws_vpc" "main" {
  cidr_block = "10.1.0.0/16"
  tags       = { Name = "shop-live" }
}
resource "aws_internet_gateway" "main" { vpc_id = aws_vpc.main.id }
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.0.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.1.1.0/24"
  availability_zone = "eu-west-1b"
}
resource "aws_route_table" "out" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}
resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.out.id
}
resource "aws_route_table_association" "b" {
  subnet_id      = aws_subnet.b.id
  route_table_id = aws_route_table.out.id
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
  ingress {
    description = "Customers"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "db" {
  name   = "db"
  vpc_id = aws_vpc.main.id
  ingress {
    description     = "Orders are written"
    protocol        = "tcp"
    from_port       = 5432
    to_port         = 5432
    security_groups = [aws_security_group.web.id]
    cidr_blocks     = concat(var.office, ["10.1.0.0/16"])
  }
}
resource "aws_instance" "web" {
  for_each                    = toset(["one", "two"])
  ami                         = "ami-0abc"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.a.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
  tags                        = { Name = "web-${each.key}" }
}
resource "aws_db_subnet_group" "db" { subnet_ids = [aws_subnet.a.id, aws_subnet.b.id] }
resource "aws_db_instance" "db" {
  for_each               = toset(["orders", "billing"])
  identifier             = each.key
  engine                 = "postgres"
  engine_version         = "16.4"
  instance_class         = "db.t4g.small"
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
  publicly_accessible    = true
}
"""


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> EnvironmentFacts:
    return facts_in(tmp_path_factory.mktemp("shop"), TERRAFORM)


def facts_in(folder: Path, text: str, settings: str = "") -> EnvironmentFacts:
    (folder / "main.tf").write_text(text, encoding="utf-8")
    own = f"project: Shop\nenvironments: {{live: {{root: .}}}}\n{settings}"
    (folder / "docgen.yml").write_text(own, encoding="utf-8")
    project = open_project(folder).value
    assert project is not None
    return find_facts(project).value.environments[0]


def drawing(name: str, facts: EnvironmentFacts) -> Drawing:
    return VIEWS[name](facts, Labels((facts,))).drawing


def node(drawn: Drawing, title: str) -> Node:
    (found,) = (each for each in drawn.nodes if each.title == title)
    return found


def arrows(drawn: Drawing) -> dict[tuple[str, str], Edge]:
    titles = {each.id: each.title for each in drawn.nodes}
    return {(titles[each.source], titles[each.target]): each for each in drawn.edges}


def path_of(group: str, drawn: Drawing) -> list[str]:
    """The labels of a frame and of those around it, the outermost last."""
    groups: dict[str, Group] = {each.id: each for each in drawn.groups}
    found = []
    while group:
        found.append(groups[group].label)
        group = groups[group].parent
    return found


def test_red_is_the_whole_internet_amber_a_part_of_it_and_grey_what_is_inside(
    facts: EnvironmentFacts,
) -> None:
    found = arrows(drawing("architecture", facts))

    assert found["Internet", "web-one"].look == "public"
    assert found["office", "orders"].look == "warning"
    assert found["web-one", "orders"].look == "internal"


def test_one_node_for_a_set_of_ranges_with_the_name_of_the_variable(facts: EnvironmentFacts) -> None:
    drawn = drawing("architecture", facts)

    assert node(drawn, "office").lines == ("198.51.100.0/24", "203.0.113.0/24")
    assert {target for source, target in arrows(drawn) if source == "office"} == {"orders", "billing"}


def test_region_account_vpc_and_tier_are_frames(facts: EnvironmentFacts) -> None:
    drawn = drawing("architecture", facts)

    assert path_of(node(drawn, "web-one").group, drawn) == [
        "Public subnets",
        "VPC shop-live",
        "Region eu-west-1",
    ]
    subs = {each.label: each.sub for each in drawn.groups}
    assert subs == {
        "Region eu-west-1": "account 111122223333",
        "VPC shop-live": "10.1.0.0/16",
        "Public subnets": "10.1.0.0/24\n10.1.1.0/24\noutbound: internet gateway",
    }


def test_what_is_exposed_has_a_badge(facts: EnvironmentFacts) -> None:
    drawn = drawing("architecture", facts)

    assert node(drawn, "orders").badge == "high"
    assert node(drawn, "web-one").badge == "high"
    assert node(drawn, "Internet gateway").badge == ""


AURORA = """
resource "aws_rds_cluster" "ledger" {
  cluster_identifier     = "ledger"
  engine                 = "aurora-postgresql"
  db_subnet_group_name   = aws_db_subnet_group.db.name
  vpc_security_group_ids = [aws_security_group.db.id]
  storage_encrypted      = true
}
resource "aws_rds_cluster_instance" "ledger" {
  count               = 2
  identifier          = "ledger-${count.index}"
  cluster_identifier  = aws_rds_cluster.ledger.id
  engine              = aws_rds_cluster.ledger.engine
  instance_class      = "db.r6g.large"
  publicly_accessible = count.index == 0
}
"""


def test_a_cluster_and_its_instances_are_one_node(tmp_path: Path) -> None:
    facts = facts_in(tmp_path, TERRAFORM + AURORA)

    for name in ("architecture", "data-flow"):
        drawn = drawing(name, facts)
        assert [each.title for each in drawn.nodes if "ledger" in each.title] == ["ledger"]
        assert "instances ledger-0, ledger-1" in node(drawn, "ledger").lines
        assert node(drawn, "ledger").badge == "high"  # of the instance with a public address
        found = [each for each in drawn.edges if each.target == node(drawn, "ledger").id]
        titles = {each.id: each.title for each in drawn.nodes}
        assert sorted(titles[each.source] for each in found) == ["office", "web-one", "web-two"]
    assert {each.title for each in drawing("zones", facts).nodes} >= {"ledger-0", "ledger-1"}
    assert "ledger" not in {each.title for each in drawing("zones", facts).nodes}


def test_stores_say_whether_they_are_encrypted_at_rest(tmp_path: Path) -> None:
    drawn = drawing("data-flow", facts_in(tmp_path, TERRAFORM + AURORA))

    assert node(drawn, "ledger").lines[-1] == "encrypted at rest"
    assert node(drawn, "orders").lines[-1] == "not encrypted at rest"
    assert node(drawn, "web-one").lines == ("EC2 instance",)


def test_a_rule_that_nothing_can_use_is_a_thin_line(tmp_path: Path) -> None:
    """Nothing has the group `idle`; both groups allow the internet."""
    text = (
        TERRAFORM
        + """
resource "aws_security_group" "idle" {
  name   = "idle"
  vpc_id = aws_vpc.main.id
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}
"""
    )
    found = arrows(drawing("groups", facts_in(tmp_path, text)))

    assert found["0.0.0.0/0", "idle"].look == "unused"
    assert found["0.0.0.0/0", "web"].look == "public"


def test_zones_hold_their_subnets_and_what_is_in_each(facts: EnvironmentFacts) -> None:
    drawn = drawing("zones", facts)

    places = sorted(tuple(path_of(each.group, drawn)[:2]) for each in drawn.nodes if each.title == "orders")
    assert places == [
        ("Public subnet a", "Availability zone eu-west-1a"),
        ("Public subnet b", "Availability zone eu-west-1b"),
    ]
    assert [path_of(each.group, drawn)[1] for each in drawn.nodes if each.title == "web-one"] == [
        "Availability zone eu-west-1a"
    ]


def test_groups_show_who_is_admitted_and_what_a_private_range_is(facts: EnvironmentFacts) -> None:
    drawn = drawing("groups", facts)
    found = arrows(drawn)

    assert found["0.0.0.0/0", "web"].look == "public"
    assert found["198.51.100.0/24", "db"].look == "warning"
    assert found["web", "db"].label == "5432"
    assert node(drawn, "10.1.0.0/16").lines == ("everything in VPC shop-live",)
    assert node(drawn, "web").href.startswith("environments/live/security-groups.md#aws_security_group.web")


def test_data_flows_say_whether_they_are_encrypted(facts: EnvironmentFacts) -> None:
    drawn = drawing("data-flow", facts)
    found = arrows(drawn)

    assert found["web-one", "orders"].label == "5432 TLS"  # PostgreSQL 16 requires TLS by default
    assert found["web-one", "orders"].look == "encrypted"
    assert found["Internet", "web-one"].look == "unclear"
    assert path_of(node(drawn, "orders").group, drawn) == ["Stores"]


def test_ranges_that_are_the_internet_together_are_red(tmp_path: Path) -> None:
    """`128.0.0.0/1` holds the VPC, and is half of the internet: it is no range of the VPC's own."""
    text = """
resource "aws_vpc" "v" { cidr_block = "172.20.0.0/20" }
resource "aws_security_group" "halves" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]
  }
  ingress {
    protocol    = "icmp"
    from_port   = 8
    to_port     = 0
    cidr_blocks = ["0.0.0.0/1", "128.0.0.0/1"]
  }
}
resource "aws_security_group" "half" {
  vpc_id = aws_vpc.v.id
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["128.0.0.0/1", "172.16.0.0/12"]
  }
}
"""
    drawn = drawing("groups", facts_in(tmp_path, text))
    found = {(each.title, each.box, each.lines) for each in drawn.nodes if each.box != "inside"}

    assert ("0.0.0.0/1 and 128.0.0.0/1", "internet", ("together: the whole internet",)) in found
    assert not any(title == "0.0.0.0/1" for title, _, _ in found)
    assert ("128.0.0.0/1", "outside", ("on the internet, and everything in VPC v",)) in found
    assert ("172.16.0.0/12", "plain", ("everything in VPC v",)) in found
    assert {each.label for each in drawn.edges} == {"TCP 22, ICMP type 8, code 0", "443"}


def test_what_is_in_several_zones_is_counted_over_all_of_them(tmp_path: Path) -> None:
    text = (
        TERRAFORM
        + """
resource "aws_lb" "web" {
  name    = "web"
  subnets = [aws_subnet.a.id, aws_subnet.b.id]
}
"""
    )
    drawn = drawing("zones", facts_in(tmp_path, text))

    lines = [each.lines for each in drawn.nodes if each.title == "web"]
    assert lines == [("application load balancer", "spans its zones")] * 2
    assert {each.lines[-1] for each in drawn.nodes if each.title == "orders"} == {"in one of its subnets"}


def test_a_picture_says_what_it_is_and_what_it_leaves_out(facts: EnvironmentFacts) -> None:
    for name in VIEWS:
        drawn = draw(drawing(name, facts)).value
        assert drawn is not None
        assert re.search(rf"<text[^>]*font-weight=\"bold\"[^>]*>{drawing(name, facts).title}<", drawn)
        assert ("Not drawn: traffic that rules allow" in drawn) == (name in {"architecture", "data-flow"})


def test_the_more_important_line_is_on_top(facts: EnvironmentFacts) -> None:
    drawn = draw(drawing("architecture", facts)).value
    assert drawn is not None

    looks = re.findall(r'class="edge edge edge-(\w+)"', drawn)
    assert {"public", "warning", "internal"} <= set(looks)
    assert looks[-1] == "public"
    assert looks.index("public") > max(number for number, each in enumerate(looks) if each == "warning")


BALANCED = """
resource "aws_lb" "web" {
  name            = "web"
  subnets         = [aws_subnet.a.id, aws_subnet.b.id]
  security_groups = [aws_security_group.web.id]
}
resource "aws_lb_target_group" "web" {
  port     = 443
  protocol = "HTTPS"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 443
  protocol          = "HTTPS"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_lb_target_group_attachment" "web" {
  target_group_arn = aws_lb_target_group.web.arn
  target_id        = aws_instance.web["one"].id
}
"""
OTHER = """
resource "aws_lb" "other" {
  name            = "other"
  subnets         = [aws_subnet.a.id, aws_subnet.b.id]
  security_groups = [aws_security_group.web.id]
}
"""
STORED = """
resource "aws_s3_bucket" "exports" {}
resource "aws_iam_role" "web" {
  name               = "web"
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy" "exports" {
  name = "write-exports"
  role = aws_iam_role.web.name
  policy = jsonencode({ Statement = [
    { Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.exports.arn}/*" },
  ] })
}
resource "aws_iam_instance_profile" "web" { role = aws_iam_role.web.name }
resource "aws_instance" "writer" {
  ami                    = "ami-0abc"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.a.id
  vpc_security_group_ids = [aws_security_group.web.id]
  iam_instance_profile   = aws_iam_instance_profile.web.name
}
"""


def test_what_a_load_balancer_does_not_forward_is_drawn_as_that(tmp_path: Path) -> None:
    facts = facts_in(tmp_path, TERRAFORM + BALANCED + OTHER)

    for name, forwarded in (("architecture", "internal"), ("data-flow", "unclear")):
        found = arrows(drawing(name, facts))
        assert found["web", "web-one"].look == forwarded
        assert found["web", "orders"].look == "unused"
        assert found["web", "web-two"].look == "unused"
        assert found["other", "web-one"].look == "unused"
    table = print_page(architecture_page(facts, Labels((facts,))))
    (row,) = (each for each in table.splitlines() if "`orders`" in each and "no listener was seen" in each)
    assert row.startswith("| `other` and `web` |")


def test_a_target_that_is_not_known_may_be_any_instance(tmp_path: Path) -> None:
    text = TERRAFORM + BALANCED.replace('aws_instance.web["one"].id', "var.target") + 'variable "target" {}\n'

    found = arrows(drawing("architecture", facts_in(tmp_path, text)))

    assert found["web", "web-one"].look == found["web", "web-two"].look == "internal"
    assert found["web", "orders"].look == "unused"


def test_flows_are_numbered_as_the_rows_of_their_table(tmp_path: Path) -> None:
    facts = facts_in(tmp_path, TERRAFORM + BALANCED + STORED)
    labels = Labels((facts,))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in print_page(data_flow_page(facts, labels)).splitlines()
        if re.match(r"\| \d+ \|", line)
    ]
    drawn = drawing("data-flow", facts)
    titles = {each.id: each.title for each in drawn.nodes}

    assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert len(drawn.edges) >= len(rows)
    for each in drawn.edges:
        (number,) = each.numbers
        row = rows[number - 1]
        source = {"Internet": "the internet", "office": "`198.51.100.0/24`"}.get(
            titles[each.source], f"`{titles[each.source]}`"
        )
        assert source in row[1], (row, source)
        is_destination = each.target.startswith("destination")
        assert ("`0.0.0.0/0`" if is_destination else f"`{titles[each.target]}`") in row[2]
        assert each.caption == f"[{number}] {each.label}"
    assert {number for each in drawn.edges for number in each.numbers} == set(range(1, len(rows) + 1))


def test_what_roles_do_with_buckets_is_a_flow(tmp_path: Path) -> None:
    facts = facts_in(tmp_path, TERRAFORM + STORED)
    edge = arrows(drawing("data-flow", facts))["writer", "exports"]

    assert (edge.label, edge.look) == (
        "S3 write\n80 plain, 443 TLS",
        "plaintext",
    )  # no policy of the bucket asks for TLS
    page = print_page(data_flow_page(facts, Labels((facts,))))
    assert re.search(
        r"\| `writer` \| `exports` \| S3 write, TCP 80, 443 \| not required.*\| Allowed by policies of its role: `write-exports` \|",
        page,
    )


CLUSTER = """
resource "aws_msk_cluster" "events" {
  cluster_name           = "events"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 2
  broker_node_group_info {
    instance_type   = "kafka.m7g.large"
    client_subnets  = [aws_subnet.a.id, aws_subnet.b.id]
    security_groups = [aws_security_group.db.id]
  }
  tags = { scope = "cde" }
}
"""


def test_a_cluster_that_is_drawn_as_a_frame_is_in_its_scope_too(tmp_path: Path) -> None:
    scopes = "scopes: {cde: {tags: {scope: cde}}}\n"
    drawn = drawing("architecture", facts_in(tmp_path, TERRAFORM + CLUSTER, scopes))

    (frame,) = (each for each in drawn.groups if each.kind == "service")
    assert (frame.label, frame.frame) == ("MSK cluster events", "solid")
    assert frame.sub.endswith("scope: cde")
    made = draw(drawn).value
    assert made is not None
    assert ">inside the scope that it names<" in made  # the legend says what the frame means
    assert MARKED in made
    other = draw(drawing("architecture", facts_in(tmp_path, TERRAFORM + CLUSTER))).value
    assert other is not None
    assert MARKED not in other


def test_what_leaves_a_component_in_a_scope_is_said_beside_it_and_drawn_of_stores(tmp_path: Path) -> None:
    out = 'egress {\n  from_port = 0\n  to_port = 0\n  protocol = "-1"\n  cidr_blocks = ["0.0.0.0/0"]\n}'
    group = 'resource "aws_security_group" "db" {'
    with_way_out = (TERRAFORM + CLUSTER).replace(group, f"{group}\n{out}")
    scopes = "scopes: {cde: {tags: {scope: cde}}}\n"
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    found = facts_in(inside, with_way_out, scopes)
    (frame,) = (each for each in drawing("architecture", found).groups if each.kind == "service")
    flows = drawing("data-flow", found)
    groups = drawing("groups", found)

    assert frame.sub.endswith("scope: cde\noutbound: all traffic")
    assert arrows(flows)["events", "Internet"].label == "all traffic"
    assert any("scope: cde, in part" in each.lines for each in groups.nodes)  # it is on a database too
    other = facts_in(outside, with_way_out)
    assert "outbound: all traffic" not in str(drawing("architecture", other))
    assert ("events", "Internet") not in arrows(drawing("data-flow", other))
    assert "scope:" not in str(drawing("groups", other).nodes)


def test_the_key_says_what_is_not_drawn(facts: EnvironmentFacts) -> None:
    project = open_project(Path(__file__).parents[2]).value
    assert project is not None
    atlas = find_facts(project).value.environments[
        0
    ]  # services reach its load balancer by way of the internet

    def said(name: str, found: EnvironmentFacts) -> str:
        drawn = drawing(name, found)
        return "\n".join(each.text for each in drawn.legend if each.applies(drawn))

    assert "Connections: the architecture picture" in said("zones", atlas)
    assert "Connections: the architecture picture" not in said("architecture", atlas)
    for name in ("architecture", "data-flow"):
        assert "Not drawn: what is inside and connects by way of the internet" in said(name, atlas)
        assert "by way of the internet" not in said(name, facts)
    assert "Not drawn: flow logs; the architecture picture" in said("data-flow", atlas)
    assert "flow logs" not in said("data-flow", facts)


HARBOR = Path(__file__).parents[1] / "projects" / "harbor"


@pytest.fixture(scope="module")
def harbor() -> EnvironmentFacts:
    project = open_project(HARBOR).value
    assert project is not None
    return next(each for each in find_facts(project).value.environments if each.name == "prod")


def test_ranges_stay_beside_an_internet_of_the_other_address_family(harbor: EnvironmentFacts) -> None:
    """Rules allow all of IPv6, and a prefix list of IPv4."""
    for name in ("architecture", "data-flow"):
        drawn = drawing(name, harbor)
        found = arrows(drawn)
        assert found["Internet", "gate"].label == "443, IPv6 only"
        assert found["partners", "gate"].label == "443"
        assert node(drawn, "partners").lines == ("198.51.100.0/25", "203.0.113.64/26")
    page = print_page(architecture_page(harbor, Labels((harbor,))))
    (row,) = (each for each in page.splitlines() if "| `gate` | TCP 443 |" in each and "IPv6" in each)
    assert row.startswith("| the internet (IPv6 only), `198.51.100.0/25` and `203.0.113.64/26` |")


def test_interface_endpoints_are_in_their_subnets_with_their_own_name(harbor: EnvironmentFacts) -> None:
    drawn = drawing("architecture", harbor)
    endpoint = node(drawn, "secrets")

    assert endpoint.lines == ("secretsmanager interface endpoint",)
    assert path_of(endpoint.group, drawn)[0] == "Private subnets"
    flows = drawing("data-flow", harbor)
    assert path_of(node(flows, "secrets").group, flows) == ["AWS services"]


def test_subnets_say_how_they_reach_the_internet(harbor: EnvironmentFacts) -> None:
    drawn = drawing("architecture", harbor)
    subs = {each.label: each.sub for each in drawn.groups}

    assert subs["Private subnets"].endswith(
        "\noutbound over IPv4: NAT gateway\noutbound over IPv6: egress-only gateway"
    )
    assert subs["Public subnets"].endswith("\noutbound: internet gateway, IPv4 and IPv6")


DUAL = """
resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}
resource "aws_subnet" "a" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.0.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
}
resource "aws_eip" "a" {}
resource "aws_nat_gateway" "a" {
  allocation_id = aws_eip.a.id
  subnet_id     = aws_subnet.a.id
}
resource "aws_route_table" "a" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.a.id
  }
}
resource "aws_route_table_association" "a" {
  route_table_id = aws_route_table.a.id
  subnet_id      = aws_subnet.a.id
}
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "over IPv6: none"),
        ('module "more" {\n  source = "acme/routes/aws"\n}\n', "over IPv6: not known"),
    ],
    ids=["all seen", "a module is missing"],
)
def test_that_there_is_no_way_out_over_ipv6_is_said_only_where_all_was_seen(
    tmp_path: Path, more: str, said: str
) -> None:
    drawn = drawing("architecture", facts_in(tmp_path, DUAL + more))
    (sub,) = (each.sub for each in drawn.groups if each.label == "Private subnets")

    assert sub.endswith(f"\noutbound over IPv4: NAT gateway\noutbound {said}")


def test_ipv6_ranges_that_aws_chooses_are_said_to_be_unknown(harbor: EnvironmentFacts) -> None:
    subs = {each.label: each.sub for each in drawing("architecture", harbor).groups}

    assert subs["VPC hbr-prod"] == "172.24.0.0/16, IPv6 range not known"
    assert "\nand IPv6 ranges, not known\n" in subs["Private subnets"]


def test_a_line_leads_from_private_subnets_to_their_nat_gateway(harbor: EnvironmentFacts) -> None:
    drawn = drawing("architecture", harbor)
    tiers = {each.id: each.label for each in drawn.groups}
    titles = {each.id: each.title for each in drawn.nodes}
    ways = [
        (tiers[each.tail_group], titles[each.target], each.look)
        for each in drawn.edges
        if each.label == "egress" and each.tail_group
    ]

    assert ways == [("Private subnets", "NAT gateway", "dashed")]


def test_a_rule_that_only_free_addresses_inside_can_use_is_dotted() -> None:
    """Half of the internet holds a part of the VPC; nothing that was seen has an address there."""
    project = open_project(HARBOR).value
    assert project is not None
    facts = next(each for each in find_facts(project).value.environments if each.name == "dev")
    found = {label: edge for (_, label), edge in arrows(drawing("groups", facts)).items()}

    assert found["quay-"].look == "unused"


def test_a_range_that_another_rule_makes_superfluous_is_still_used(tmp_path: Path) -> None:
    more = 'ingress {\n  from_port = 5432\n  to_port = 5432\n  protocol = "tcp"\n  cidr_blocks = ["10.1.0.0/16"]\n}'
    group = 'resource "aws_security_group" "db" {'
    found = facts_in(tmp_path, TERRAFORM.replace(group, f"{group}\n{more}"))

    edges = [
        edge for (source, _), edge in arrows(drawing("groups", found)).items() if source == "10.1.0.0/16"
    ]
    assert [each.look for each in edges] == ["internal"]
    said = print_page(
        Page("x.md", "X", "X.", (undrawn_table(found, find_register(found), Labels((found,))),))
    )
    assert "nothing seen has" not in said


def test_the_key_says_what_boxes_mean(harbor: EnvironmentFacts) -> None:
    drawn = drawing("groups", harbor)
    said = [each.text for each in drawn.legend if each.box is not None and each.applies(drawn)]

    assert said == [
        "security group",
        "the whole internet",
        "listed ranges of the internet, or a prefix list",
        "private range, or a group outside the configuration",
    ]


def test_what_leaves_to_ranges_is_a_flow(facts: EnvironmentFacts) -> None:
    drawn = drawing("data-flow", facts)
    ends = {each.id: each for each in drawn.nodes}
    outbound = [each for each in drawn.edges if each.target.startswith("destination")]

    assert {ends[each.source].title for each in outbound} == {"web-one", "web-two"}
    assert {(each.label, each.look) for each in outbound} == {("all traffic", "dashed")}
    assert {ends[each.target].lines for each in outbound} == {("0.0.0.0/0",)}
    (target,) = {each.target for each in outbound}
    assert ends[target].title == "Internet"
    assert path_of(ends[target].group, drawn) == ["Outside, outbound"]


def test_what_is_allowed_and_not_drawn_is_listed(tmp_path: Path) -> None:
    closed = TERRAFORM.replace("publicly_accessible    = true", "publicly_accessible    = false")

    page = print_page(architecture_page(facts := facts_in(tmp_path, closed), Labels((facts,))))

    rows = page.partition("## Left out of the picture")[2].partition("##")[0].splitlines()
    listed = [line.split(" | ")[:3] for line in rows if line.startswith("| `")]
    assert listed == [
        ["| `198.51.100.0/24`", "`billing` and `orders`", "TCP 5432"],
        ["| `203.0.113.0/24`", "`billing` and `orders`", "TCP 5432"],
    ]


def test_lines_against_the_direction_leave_beside_the_tips_of_others() -> None:
    """Else a line that ends at an icon and one that begins there look like one with two tips."""
    nodes = tuple(Node(each, each, icon="ecs") for each in ("top", "middle", "low"))
    edges = (Edge("top", "low"), Edge("low", "middle"))
    drawn = Drawing(
        "sample", "Sample", "Sample.", "down", (), nodes, edges, (("top",), ("middle",), ("low",))
    )
    dot = print_dot(drawn)

    down, up = (line for line in dot.splitlines() if "edge-internal" in line)
    assert 'headport="i:n"' in down
    assert 'headport="i:ne"' in up  # Graphviz goes from the row above to the one below


def test_what_may_be_the_whole_internet_is_no_list_of_ranges(facts: EnvironmentFacts) -> None:
    open_now = next(each for each in facts.exposures if each.whole_internet)
    perhaps = replace(open_now, whole_internet=False, effect=Effect.UNDECIDED, ports=())
    found = arrows(drawing("data-flow", replace(facts, exposures=(perhaps,))))

    (edge,) = (each for (source, _), each in found.items() if source == "Internet")
    assert edge.undecided
    assert edge.label == "perhaps unknown ports"
    assert all(source != "Allowed networks" for source, _ in found)


def test_what_is_reachable_without_a_line_says_from_where(tmp_path: Path) -> None:
    """A range of the VPC that nothing is in: rules allow it, and no arrow begins there."""
    wide = TERRAFORM.replace('concat(var.office, ["10.1.0.0/16"])', '["10.1.9.0/24"]')
    assert wide != TERRAFORM
    page = print_page(architecture_page(facts := facts_in(tmp_path, wide), Labels((facts,))))
    section = page.partition("## Left out of the picture")[2].partition("##")[0]

    (row,) = (line for line in section.splitlines() if "10.1.9.0/24" in line)
    assert "reachable</span> from addresses that nothing seen has" in row


def test_a_vpc_with_nothing_in_it_has_its_detail(tmp_path: Path) -> None:
    """Its subnets are frames without nodes, in a Region whose frame holds them."""
    many = TERRAFORM.replace('toset(["one", "two"])', "toset([for number in range(45) : tostring(number)])")
    empty = """
resource "aws_vpc" "empty" { cidr_block = "10.2.0.0/16" }
resource "aws_subnet" "empty" {
  vpc_id     = aws_vpc.empty.id
  cidr_block = "10.2.0.0/24"
}
"""
    facts = facts_in(tmp_path, many + empty)

    details = details_of(facts, Labels((facts,)))

    assert [each.title for each in details] == ["VPC empty", "VPC shop-live"]
    assert [each.label for each in details[0].view.drawing.groups] == [
        "Region eu-west-1",
        "VPC empty",
        "Isolated subnets",
    ]


def test_what_is_not_decided_has_a_pattern_of_its_own() -> None:
    nodes = (Node("a", "A"), Node("b", "B"), Node("c", "C"))
    edges = (Edge("a", "b", "perhaps 443", undecided=True), Edge("a", "c", "all traffic", "dashed"))
    svg = draw(Drawing("perhaps", "Perhaps", "Perhaps.", nodes=nodes, edges=edges)).value
    assert svg is not None

    patterns = re.findall(r'data-from="n-a" data-to="n-(.)".*?stroke-dasharray="([^"]+)"', svg, re.DOTALL)
    assert dict(patterns) == {"b": UNDECIDED, "c": "5,2"}


def test_a_range_that_is_expected_is_still_on_the_internet(tmp_path: Path) -> None:
    """`exposures.allowed` says what is no exposure; the picture shows what rules let in all the same."""
    text = TERRAFORM.replace(
        'cidr_blocks = ["0.0.0.0/0"]\n  }\n  egress', 'cidr_blocks = ["198.51.100.0/24"]\n  }\n  egress'
    )
    settings = 'exposures:\n  allowed: ["198.51.100.0/24", "10.0.0.0/8"]\n'

    found = arrows(drawing("groups", facts_in(tmp_path, text, settings)))

    assert found["198.51.100.0/24", "web"].look == "warning"
    assert found["198.51.100.0/24", "web"].label == "443"


def test_a_rule_that_only_addresses_inside_can_use_says_so(tmp_path: Path) -> None:
    """Without a public address, the internet is no client, whatever the rule allows."""
    text = TERRAFORM.replace("associate_public_ip_address = true", "associate_public_ip_address = false")

    found = arrows(drawing("groups", facts_in(tmp_path, text)))

    assert (found["0.0.0.0/0", "web"].look, found["0.0.0.0/0", "web"].label) == (
        "internal",
        "443\nfrom inside",
    )
    assert found["198.51.100.0/24", "db"].look == "warning"
