resource "aws_ec2_managed_prefix_list" "partners" {
  name           = "${local.prefix}-partners"
  address_family = "IPv4"
  max_entries    = 10

  dynamic "entry" {
    for_each = var.partners
    iterator = company

    content {
      cidr        = company.value
      description = company.key
    }
  }
}

resource "aws_default_security_group" "unused" {
  vpc_id = aws_vpc.harbor.id

  ingress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_security_group" "gate" {
  name_prefix = "${local.prefix}-gate-"
  description = "The network load balancer"
  vpc_id      = aws_vpc.harbor.id
}

resource "aws_security_group_rule" "gate_partners" {
  security_group_id = aws_security_group.gate.id
  description       = "Manifests from shipping companies"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = local.gate_port
  to_port           = local.gate_port
  prefix_list_ids   = [aws_ec2_managed_prefix_list.partners.id]
}

resource "aws_security_group_rule" "gate_ipv6" {
  count = var.open_to_ipv6 ? 1 : 0

  security_group_id = aws_security_group.gate.id
  description       = "Ships at sea have no fixed address"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = local.gate_port
  to_port           = local.gate_port
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "gate_quays" {
  security_group_id        = aws_security_group.gate.id
  type                     = "egress"
  protocol                 = "tcp"
  from_port                = local.quay_port
  to_port                  = local.quay_port
  source_security_group_id = aws_security_group.quay.id
}

resource "aws_security_group" "quay" {
  name_prefix = "${local.prefix}-quay-"
  description = "Virtual machines that load and unload"
  vpc_id      = aws_vpc.harbor.id

  ingress {
    description     = "From the gate"
    protocol        = "tcp"
    from_port       = local.quay_port
    to_port         = local.quay_port
    security_groups = [aws_security_group.gate.id]
  }

  ingress {
    description = "Quays find each other"
    protocol    = "udp"
    from_port   = 7946
    to_port     = 7946
    self        = true
  }

  dynamic "ingress" {
    for_each = length(var.ops_cidrs) > 0 ? { ssh = 22, ping = -1 } : {}

    content {
      description = "Operators: ${ingress.key}"
      protocol    = ingress.value < 0 ? "icmp" : "tcp"
      from_port   = ingress.value < 0 ? 8 : ingress.value
      to_port     = ingress.value
      cidr_blocks = var.ops_cidrs
    }
  }

  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "inland_services" {
  name        = "${local.prefix}-inland"
  description = "Database and endpoint"
  vpc_id      = aws_vpc.harbor.id
}

resource "aws_vpc_security_group_ingress_rule" "inland_services" {
  for_each = {
    for pair in setproduct(["quay", "clerk"], [443, 5432]) : "${pair[0]}-${pair[1]}" => {
      port  = pair[1]
      group = pair[0] == "quay" ? aws_security_group.quay : aws_security_group.clerk
    }
  }

  security_group_id            = aws_security_group.inland_services.id
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  referenced_security_group_id = each.value.group.id
}

resource "aws_security_group" "clerk" {
  name        = "${local.prefix}-clerk"
  description = "The function that writes bills"
  vpc_id      = aws_vpc.harbor.id
}

resource "aws_vpc_security_group_egress_rule" "clerk" {
  for_each = toset(["443", "5432"])

  security_group_id            = aws_security_group.clerk.id
  ip_protocol                  = "tcp"
  from_port                    = each.key
  to_port                      = each.key
  referenced_security_group_id = aws_security_group.inland_services.id
}
