resource "aws_vpc" "harbor" {
  cidr_block                       = var.supernet
  assign_generated_ipv6_cidr_block = true
  enable_dns_hostnames             = true
  tags                             = { Name = local.prefix }
}

resource "aws_internet_gateway" "sea" {
  vpc_id = aws_vpc.harbor.id
}

resource "aws_egress_only_internet_gateway" "tide" {
  vpc_id = aws_vpc.harbor.id
}

resource "aws_subnet" "shore" {
  for_each = { for index, zone in local.zones : zone => index }

  vpc_id            = aws_vpc.harbor.id
  availability_zone = "${local.region}${each.key}"
  cidr_block        = cidrsubnet(var.supernet, 4, each.value)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.harbor.ipv6_cidr_block, 8, each.value)
  tags              = { Name = "${local.prefix}-shore-${each.key}" }
}

# No association of its own: the main route table below is theirs.
resource "aws_subnet" "inland" {
  for_each = { for index, zone in local.zones : zone => index + 8 }

  vpc_id            = aws_vpc.harbor.id
  availability_zone = "${local.region}${each.key}"
  cidr_block        = cidrsubnet(var.supernet, 4, each.value)
  ipv6_cidr_block   = cidrsubnet(aws_vpc.harbor.ipv6_cidr_block, 8, each.value)
  tags              = { Name = "${local.prefix}-inland-${each.key}" }
}

resource "aws_eip" "ferry" {
  domain = "vpc"
}

resource "aws_nat_gateway" "ferry" {
  allocation_id = aws_eip.ferry.allocation_id
  subnet_id     = aws_subnet.shore[element(local.zones, 0)].id
}

resource "aws_route_table" "shore" {
  vpc_id = aws_vpc.harbor.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.sea.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.sea.id
  }
}

resource "aws_route_table" "inland" {
  vpc_id = aws_vpc.harbor.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.ferry.id
  }

  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.tide.id
  }
}

resource "aws_main_route_table_association" "inland" {
  vpc_id         = aws_vpc.harbor.id
  route_table_id = aws_route_table.inland.id
}

resource "aws_route_table_association" "shore" {
  for_each = aws_subnet.shore

  subnet_id      = each.value.id
  route_table_id = aws_route_table.shore.id
}

resource "aws_network_acl" "inland" {
  vpc_id     = aws_vpc.harbor.id
  subnet_ids = values(aws_subnet.inland)[*].id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = var.supernet
  }

  # Replies to what NAT carried out come back to the high ports.
  ingress {
    rule_no    = 200
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 150
    action     = "deny"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }

  egress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_vpc_endpoint" "secrets" {
  vpc_id              = aws_vpc.harbor.id
  service_name        = "com.amazonaws.${local.region}.secretsmanager"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [for zone in local.quay_zones : aws_subnet.inland[zone].id]
  security_group_ids  = [aws_security_group.inland_services.id]
}
