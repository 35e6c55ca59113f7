"""Drawings to try the printers on."""

from docgen.document.diagram_model import BoxKind, Drawing, Edge, EdgeStyle, Group, Node

HOSTILE = "<b>\"Tom\" & 'Jerry'</b> \\N \\G %s --> ]]> \u6771\u4eac \u202e \x07 ${x} "


def tiers() -> Drawing:
    """A system in one VPC, tier by tier."""
    groups = (
        Group("vpc", "VPC harbor-production", "vpc", "10.0.0.0/16 · us-east-1", href="network.md#vpc"),
        Group("public", "Public subnets", "public", "A 10.0.0.0/24 · B 10.0.1.0/24", "vpc"),
        Group("private", "Private subnets", "private", "A 10.0.10.0/24 · B 10.0.11.0/24", "vpc"),
        Group("ecs", "ECS cluster harbor", "service", "Fargate", "private"),
        Group("msk", "MSK cluster harbor-events", "service", "IAM :9098 · public :9198", "private"),
    )
    nodes = (
        Node("internet", "Internet", ("producers and", "dashboard users"), "internet"),
        Node("partner", "Partner", ("external consumer",), "users"),
        Node("dns", "Route 53", ("harbor.example.com",), "route53", href="network.md#dns"),
        Node("alb", "harbor-alb", ("HTTPS :443",), "application-load-balancer", href="#alb", group="public"),
        Node("nat", "NAT gateways", ("one per AZ",), "nat-gateway", group="public"),
        Node("events", "events-ingestion", ("2 tasks · :8080",), "ecs", group="ecs", href="#events"),
        Node("dash", "dashboard-backend", ("2 tasks · :8000",), "ecs", group="ecs"),
        Node("ui", "kafka-ui", ("1 task · :8080",), "ecs", group="ecs"),
        Node("rds", "Postgres", ("db.r6g.large · :5432",), "rds-postgresql", group="private"),
        Node("b1", "broker 1", ("AZ A",), "msk", group="msk"),
        Node("b2", "broker 2", ("AZ B",), "msk", group="msk"),
        Node("connect", "MSK Connect", ("S3 sink · 2 workers",), "fargate", group="private"),
        Node("endpoint", "S3 gateway endpoint", (), "endpoint", group="vpc"),
        Node("s3", "events-archive", ("Parquet, SSE-KMS",), "s3"),
        Node("logs", "CloudWatch", ("VPC flow logs",), "cloudwatch"),
    )
    edges = (
        Edge("internet", "dns", "DNS", "dashed"),
        Edge("internet", "alb", "443", "public"),
        Edge("alb", "events", "8080"),
        Edge("alb", "dash", "8000"),
        Edge("alb", "ui", "8080"),
        Edge("events", "b1", "9098", head_group="msk"),
        Edge("dash", "b1", "9098", head_group="msk"),
        Edge("ui", "b2", "9098", head_group="msk"),
        Edge("partner", "b2", "9198", "public", head_group="msk"),
        Edge("connect", "b1", "9098", head_group="msk"),
        Edge("connect", "endpoint", "443"),
        Edge("endpoint", "s3"),
        Edge("dash", "rds", "5432"),
        Edge("nat", "internet", "egress", "dashed"),
        Edge("endpoint", "logs", "flow logs", "dotted", tail_group="vpc"),
    )
    ranks = (
        ("dns", "internet", "partner"),
        ("nat", "alb"),
        ("events", "dash", "ui"),
        ("b1", "b2", "rds"),
        ("connect", "endpoint"),
        ("s3", "logs"),
    )
    description = "The internet reaches the load balancer; it reaches three services in private subnets."
    return Drawing("tiers", "Harbor production: overview", description, "down", groups, nodes, edges, ranks)


def zones() -> Drawing:
    """Subnet by subnet; the same labels appear in both zones."""
    groups = [Group("vpc", "VPC harbor-production", "vpc", "10.0.0.0/16 · us-east-1")]
    nodes = [
        Node("internet", "Internet", (), "internet"),
        Node("igw", "Internet gateway", (), "internet-gateway", group="vpc"),
    ]
    edges = [Edge("internet", "igw", "443", "public")]
    ranks: list[list[str]] = [["internet"], ["igw"], [], [], []]
    for number, zone in enumerate("ab"):
        groups += [
            Group(f"az{zone}", f"Availability Zone us-east-1{zone}", "zone", parent="vpc"),
            Group(f"pub{zone}", "Public subnet", "public", f"10.0.{number}.0/24", f"az{zone}"),
            Group(f"prv{zone}", "Private subnet", "private", f"10.0.1{number}.0/24", f"az{zone}"),
        ]
        nodes += [
            Node(f"nat{zone}", "NAT gateway", (), "nat-gateway", group=f"pub{zone}"),
            Node(
                f"alb{zone}", "harbor-alb", ("HTTPS :443",), "application-load-balancer", group=f"pub{zone}"
            ),
            Node(f"svc{zone}", "events-ingestion", (":8080",), "ecs", group=f"prv{zone}"),
            Node(f"dash{zone}", "dashboard-backend", (":8000",), "ecs", group=f"prv{zone}"),
            Node(f"msk{zone}", f"MSK broker {number + 1}", ("IAM :9098",), "msk", group=f"prv{zone}"),
        ]
        edges += [
            Edge("igw", f"alb{zone}", "443", "public"),
            Edge(f"alb{zone}", f"svc{zone}", "8080"),
            Edge(f"alb{zone}", f"dash{zone}", "8000"),
            Edge(f"svc{zone}", f"msk{zone}", "9098"),
            Edge(f"dash{zone}", f"msk{zone}", "9098"),
        ]
        ranks[2] += [f"nat{zone}", f"alb{zone}"]
        ranks[3] += [f"svc{zone}", f"dash{zone}"]
        ranks[4] += [f"msk{zone}"]
    pinned = tuple(map(tuple, ranks))
    return Drawing("zones", "Zones", "Both.", "down", tuple(groups), tuple(nodes), tuple(edges), pinned)


def security_groups() -> Drawing:
    """Boxes without icons: who may open a connection to whom."""
    boxes: dict[str, tuple[str, str, BoxKind]] = {
        "any": ("0.0.0.0/0", "the whole internet", "internet"),
        "vpn": ("198.51.100.0/24", "office VPN", "outside"),
        "partner": ("203.0.113.0/28", "a partner", "outside"),
        "later": ("unknown", "known after apply", "unknown"),
        "alb": ("harbor-alb", "load balancer", "inside"),
        "events": ("harbor-events-ingestion", "ECS service", "inside"),
        "dash": ("harbor-dashboard", "ECS service", "inside"),
        "connect": ("harbor-msk-connect", "MSK Connect", "inside"),
        "msk": ("harbor-msk", "MSK brokers", "inside"),
        "rds": ("harbor-rds", "Postgres", "plain"),
    }
    arrows: tuple[tuple[str, str, str, EdgeStyle], ...] = (
        ("any", "alb", "tcp 80, 443", "public"),
        ("vpn", "alb", "tcp 8443", "warning"),
        ("alb", "events", "tcp 8080", "internal"),
        ("alb", "dash", "tcp 8000", "internal"),
        ("events", "msk", "tcp 9098", "internal"),
        ("dash", "msk", "tcp 9098", "internal"),
        ("connect", "msk", "tcp 9098", "internal"),
        ("partner", "msk", "tcp 9198", "warning"),
        ("later", "rds", "tcp 5432", "dashed"),
        ("dash", "rds", "tcp 5432", "internal"),
        ("msk", "msk", "all", "internal"),
    )
    return Drawing(
        "security-groups",
        "Harbor production: security groups",
        "Which security group admits which.",
        "right",
        nodes=tuple(Node(each, name, (sub,), box=kind) for each, (name, sub, kind) in boxes.items()),
        edges=tuple(Edge(*arrow) for arrow in arrows),
    )


def hostile() -> Drawing:
    """Everything that could break out of a label, an id or a link, in every place."""
    return Drawing(
        "hostile",
        HOSTILE,
        HOSTILE,
        "down",
        (
            Group(HOSTILE, HOSTILE, "vpc", HOSTILE, href="javascript:alert(1)"),
            Group("]]>", "empty", "private"),
        ),
        (
            Node(HOSTILE, HOSTILE, (HOSTILE, HOSTILE), "no such icon", href="a<b>\".md#'", group=HOSTILE),
            Node("a:b", "<", (), box="inside", href="https://example.com/?a=b&c=d"),
            Node("a-b", "long-" * 40, ("東京" * 40,), "vpc", href="java\nscript:alert(1)"),
        ),
        (Edge(HOSTILE, "a:b", HOSTILE, head_group="", tail_group=HOSTILE), Edge("a:b", "a-b", "\\E")),
    )


def large(count: int) -> Drawing:
    """Many things: some connected, some alone."""
    groups = tuple(Group(f"s{number}", f"Subnet {number}", "private") for number in range(6))
    nodes = tuple(
        Node(f"n{number}", f"service-{number}", (f":{8000 + number}",), "ecs", group=f"s{number % 6}")
        for number in range(count)
    )
    edges = tuple(Edge(f"n{number}", f"n{number // 3}", str(number)) for number in range(1, count, 2))
    return Drawing("large", "Many", "Many services.", "down", groups, nodes, edges)


SAMPLES = (tiers(), zones(), security_groups(), hostile())
