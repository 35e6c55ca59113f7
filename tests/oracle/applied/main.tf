# Applied to a fake AWS by test_applied.py. Every rule and route follows from the variables in terraform.tfvars.

variable "name" { type = string }
variable "region" { type = string }
variable "vpc_cidr" { type = string }
variable "listener_ports" { type = list(number) }
variable "app_ports" { type = map(number) }
variable "database_port" { type = number }
variable "offices" { type = map(string) }
variable "office_ipv6" { type = string }
variable "partner" { type = string }
variable "with_bastion" {
  type    = bool
  default = true
}

locals {
  anywhere      = "0.0.0.0/0"
  anywhere_ipv6 = "::/0"

  # name => [zone, kind]: two public subnets, a private one, and one that stays with the main table.
  layout = {
    public_a  = ["a", "public"]
    public_b  = ["b", "public"]
    private_a = ["a", "private"]
    data_b    = ["b", "data"]
  }
  subnets = {
    for place, name in sort(keys(local.layout)) : name => {
      cidr = cidrsubnet(var.vpc_cidr, 8, place)
      zone = "${var.region}${local.layout[name][0]}"
      kind = local.layout[name][1]
    }
  }
  of_kind = { for name, each in local.subnets : each.kind => name... }

  database_clients = merge(var.offices, { vpc = var.vpc_cidr })
}

provider "aws" {
  region = var.region
}

# -- network ----------------------------------------------------------------------------

resource "aws_vpc" "this" {
  cidr_block                       = var.vpc_cidr
  assign_generated_ipv6_cidr_block = true
  tags                             = { Name = var.name }
}

resource "aws_subnet" "this" {
  for_each = local.subnets

  vpc_id            = aws_vpc.this.id
  cidr_block        = each.value.cidr
  availability_zone = each.value.zone
  tags              = { Name = "${var.name}-${each.key}" }
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_egress_only_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "this" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.this[local.of_kind["public"][0]].id
  depends_on    = [aws_internet_gateway.this]
}

resource "aws_vpc" "partner" {
  cidr_block = var.partner
}

resource "aws_vpc_peering_connection" "partner" {
  vpc_id      = aws_vpc.this.id
  peer_vpc_id = aws_vpc.partner.id
  auto_accept = true
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.this.id
  service_name    = "com.amazonaws.${var.region}.s3"
  route_table_ids = [aws_route_table.private.id]
}

# -- route tables: the main one, one with inline routes, one with routes on their own -------

resource "aws_default_route_table" "main" {
  default_route_table_id = aws_vpc.this.default_route_table_id

  route {
    cidr_block                = var.partner
    vpc_peering_connection_id = aws_vpc_peering_connection.partner.id
  }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = local.anywhere
    gateway_id = aws_internet_gateway.this.id
  }

  route {
    ipv6_cidr_block = local.anywhere_ipv6
    gateway_id      = aws_internet_gateway.this.id
  }

  dynamic "route" {
    for_each = var.offices
    content {
      cidr_block                = route.value
      vpc_peering_connection_id = aws_vpc_peering_connection.partner.id
    }
  }
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route" "out" {
  route_table_id         = aws_route_table.private.id
  destination_cidr_block = local.anywhere
  nat_gateway_id         = aws_nat_gateway.this.id
}

resource "aws_route" "out_ipv6" {
  route_table_id              = aws_route_table.private.id
  destination_ipv6_cidr_block = local.anywhere_ipv6
  egress_only_gateway_id      = aws_egress_only_internet_gateway.this.id
}

resource "aws_route_table_association" "public" {
  for_each = toset(local.of_kind["public"])

  subnet_id      = aws_subnet.this[each.key].id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private" {
  count = length(local.of_kind["private"])

  subnet_id      = aws_subnet.this[local.of_kind["private"][count.index]].id
  route_table_id = aws_route_table.private.id
}

# -- network ACLs: one with inline entries, one with entries on their own --------------------

resource "aws_network_acl" "public" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for name in local.of_kind["public"] : aws_subnet.this[name].id]

  ingress {
    rule_no    = 50
    action     = "deny"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = var.partner
  }

  dynamic "ingress" {
    for_each = var.listener_ports
    content {
      rule_no    = 100 + 10 * ingress.key
      action     = "allow"
      protocol   = "tcp"
      from_port  = ingress.value
      to_port    = ingress.value
      cidr_block = local.anywhere
    }
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = local.anywhere
  }
}

resource "aws_network_acl" "data" {
  vpc_id     = aws_vpc.this.id
  subnet_ids = [for name in local.of_kind["data"] : aws_subnet.this[name].id]
}

resource "aws_network_acl_rule" "clients" {
  for_each = { for place, name in keys(local.database_clients) : name => 200 + place }

  network_acl_id = aws_network_acl.data.id
  rule_number    = each.value
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = var.database_port
  to_port        = var.database_port
  cidr_block     = local.database_clients[each.key]
}

resource "aws_network_acl_rule" "replies" {
  network_acl_id  = aws_network_acl.data.id
  egress          = true
  rule_number     = 200
  rule_action     = "allow"
  protocol        = "udp"
  from_port       = 1024
  to_port         = 65535
  ipv6_cidr_block = var.office_ipv6
}

# What AWS made, taken over: it holds for the subnets that no other ACL names.
resource "aws_default_network_acl" "rest" {
  default_network_acl_id = aws_vpc.this.default_network_acl_id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = var.vpc_cidr
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = local.anywhere
  }

  lifecycle {
    ignore_changes = [subnet_ids]
  }
}

# -- security groups -----------------------------------------------------------------------

resource "aws_ec2_managed_prefix_list" "offices" {
  name           = "${var.name}-offices"
  address_family = "IPv4"
  max_entries    = length(var.offices)

  dynamic "entry" {
    for_each = var.offices
    content {
      cidr        = entry.value
      description = entry.key
    }
  }
}

# What AWS made, taken over: its own rules are gone.
resource "aws_default_security_group" "default" {
  vpc_id = aws_vpc.this.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

# Inline blocks.
resource "aws_security_group" "balancer" {
  name        = "${var.name}-balancer"
  description = "Load balancer"
  vpc_id      = aws_vpc.this.id

  dynamic "ingress" {
    for_each = var.listener_ports
    content {
      description      = "Listener ${ingress.key + 1}"
      protocol         = "tcp"
      from_port        = ingress.value
      to_port          = ingress.value
      cidr_blocks      = [local.anywhere]
      ipv6_cidr_blocks = [local.anywhere_ipv6]
    }
  }

  egress {
    description = "To the ${upper("vpc")}"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = [var.vpc_cidr]
  }
}

# Inline blocks that name groups, itself and a prefix list.
resource "aws_security_group" "bastion" {
  count = var.with_bastion ? 1 : 0

  name        = "${var.name}-bastion"
  description = "Way in for people"
  vpc_id      = aws_vpc.this.id

  ingress {
    description     = "Secure shell"
    protocol        = "6"
    from_port       = 22
    to_port         = 22
    cidr_blocks     = values(var.offices)
    prefix_list_ids = [aws_ec2_managed_prefix_list.offices.id]
  }

  ingress {
    protocol  = "udp"
    from_port = 60000
    to_port   = 61000
    self      = true
  }

  ingress {
    description     = "Checks"
    protocol        = "tcp"
    from_port       = min(values(var.app_ports)...)
    to_port         = max(values(var.app_ports)...)
    security_groups = [aws_security_group.balancer.id]
    self            = true
  }

  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = [local.anywhere]
    ipv6_cidr_blocks = [local.anywhere_ipv6]
  }
}

# aws_security_group_rule.
resource "aws_security_group" "app" {
  name        = "${var.name}-app"
  description = "Application"
  vpc_id      = aws_vpc.this.id
}

resource "aws_security_group_rule" "from_balancer" {
  for_each = var.app_ports

  security_group_id        = aws_security_group.app.id
  type                     = "ingress"
  description              = title(each.key)
  protocol                 = "tcp"
  from_port                = each.value
  to_port                  = each.value
  source_security_group_id = aws_security_group.balancer.id
}

resource "aws_security_group_rule" "among_themselves" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  protocol          = "all"
  from_port         = 0
  to_port           = 0
  self              = true
}

resource "aws_security_group_rule" "ping" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  protocol          = "icmp"
  from_port         = 8
  to_port           = -1
  cidr_blocks       = concat([var.vpc_cidr], values(var.offices))
}

resource "aws_security_group_rule" "ping_ipv6" {
  security_group_id = aws_security_group.app.id
  type              = "ingress"
  protocol          = "icmpv6"
  from_port         = -1
  to_port           = -1
  ipv6_cidr_blocks  = [var.office_ipv6]
}

resource "aws_security_group_rule" "to_database" {
  security_group_id        = aws_security_group.app.id
  type                     = "egress"
  protocol                 = "tcp"
  from_port                = var.database_port
  to_port                  = var.database_port
  source_security_group_id = aws_security_group.database.id
}

resource "aws_security_group_rule" "to_offices" {
  security_group_id = aws_security_group.app.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_ids   = [aws_ec2_managed_prefix_list.offices.id]
}

# aws_vpc_security_group_ingress_rule and …_egress_rule.
resource "aws_security_group" "database" {
  name        = "${var.name}-database"
  description = "Database"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "clients" {
  for_each = local.database_clients

  security_group_id = aws_security_group.database.id
  description       = "From ${each.key}"
  ip_protocol       = "tcp"
  from_port         = var.database_port
  to_port           = var.database_port
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "clients_ipv6" {
  security_group_id = aws_security_group.database.id
  ip_protocol       = "tcp"
  from_port         = var.database_port
  to_port           = var.database_port
  cidr_ipv6         = var.office_ipv6
}

resource "aws_vpc_security_group_ingress_rule" "app" {
  security_group_id            = aws_security_group.database.id
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_vpc_security_group_ingress_rule" "replicas" {
  security_group_id            = aws_security_group.database.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.database.id
}

resource "aws_vpc_security_group_ingress_rule" "offices" {
  count = var.with_bastion ? 1 : 0

  security_group_id = aws_security_group.database.id
  ip_protocol       = "udp"
  from_port         = 161
  to_port           = 162
  prefix_list_id    = aws_ec2_managed_prefix_list.offices.id
}

resource "aws_vpc_security_group_egress_rule" "vpc" {
  security_group_id = aws_security_group.database.id
  ip_protocol       = "-1"
  cidr_ipv4         = var.vpc_cidr
}
