locals {
  alb_listener_ports = {
    80  = "Plain HTTP, answered with a redirect to HTTPS"
    443 = "HTTPS from event producers, dashboard users and operators"
  }

  kafka_iam_clients = {
    ecs         = { group_id = aws_security_group.ecs.id, purpose = "events ingestion and Kafka UI" }
    msk_connect = { group_id = aws_security_group.msk_connect.id, purpose = "the S3 sink connector" }
  }
}

resource "aws_security_group" "alb" {
  name        = "${var.name_prefix}-alb-sg"
  description = "Public edge: the only way in from the internet for HTTP traffic"
  vpc_id      = aws_vpc.this.id

  dynamic "ingress" {
    for_each = local.alb_listener_ports

    content {
      description = ingress.value
      protocol    = "tcp"
      from_port   = ingress.key
      to_port     = ingress.key
      cidr_blocks = var.alb_ingress_cidrs
    }
  }

  egress {
    description = "To the targets, whose own groups decide what arrives"
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = { Name = "${var.name_prefix}-alb-sg" }
}

resource "aws_security_group" "ecs" {
  name        = "${var.name_prefix}-ecs-sg"
  description = "Fargate tasks of events ingestion and Kafka UI"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name_prefix}-ecs-sg" }
}

resource "aws_security_group_rule" "ecs_from_alb" {
  security_group_id        = aws_security_group.ecs.id
  type                     = "ingress"
  description              = "Requests and health checks from the load balancer"
  protocol                 = "tcp"
  from_port                = 8080
  to_port                  = 8080
  source_security_group_id = aws_security_group.alb.id
}

resource "aws_security_group_rule" "ecs_outbound" {
  security_group_id = aws_security_group.ecs.id
  type              = "egress"
  description       = "Kafka, AWS APIs and image registries"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group" "msk_connect" {
  name        = "${var.name_prefix}-msk-connect-sg"
  description = "MSK Connect workers: they call out, nothing calls them"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name_prefix}-msk-connect-sg" }
}

resource "aws_vpc_security_group_egress_rule" "msk_connect_outbound" {
  security_group_id = aws_security_group.msk_connect.id
  description       = "Kafka, S3 and AWS APIs"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_security_group" "msk" {
  name        = "${var.name_prefix}-msk-sg"
  description = "Kafka brokers: IAM authentication over TLS only"
  vpc_id      = aws_vpc.this.id

  tags = { Name = "${var.name_prefix}-msk-sg" }
}

resource "aws_vpc_security_group_ingress_rule" "msk_iam" {
  for_each = local.kafka_iam_clients

  security_group_id            = aws_security_group.msk.id
  description                  = "Kafka with IAM for ${each.value.purpose}"
  ip_protocol                  = "tcp"
  from_port                    = 9098
  to_port                      = 9098
  referenced_security_group_id = each.value.group_id

  tags = { Name = "msk-iam-${replace(each.key, "_", "-")}" }
}

resource "aws_vpc_security_group_ingress_rule" "msk_public_iam" {
  for_each = toset(var.msk_public_access_cidrs)

  security_group_id = aws_security_group.msk.id
  description       = "Public IAM and TLS access for external Kafka clients such as ClickHouse validation flows"
  ip_protocol       = "tcp"
  from_port         = 9198
  to_port           = 9198
  cidr_ipv4         = each.value
}
