resource "aws_lb" "gate" {
  name               = "${local.prefix}-gate"
  load_balancer_type = "network"
  ip_address_type    = "dualstack"
  security_groups    = [aws_security_group.gate.id]

  dynamic "subnet_mapping" {
    for_each = aws_subnet.shore

    content {
      subnet_id = subnet_mapping.value.id
    }
  }
}

resource "aws_lb_target_group" "quays" {
  name     = "${local.prefix}-quays"
  vpc_id   = aws_vpc.harbor.id
  protocol = "TCP"
  port     = local.quay_port
}

resource "aws_lb_listener" "gate" {
  load_balancer_arn = aws_lb.gate.arn
  protocol          = "TCP"
  port              = local.gate_port

  default_action {
    type = "forward"

    forward {
      target_group {
        arn = aws_lb_target_group.quays.arn
      }
    }
  }
}

module "quay" {
  source   = "./berth"
  for_each = var.quays

  name         = "${local.prefix}-${each.key}"
  ami          = var.ami
  size         = each.value.size
  subnet       = aws_subnet.inland[each.value.zone]
  groups       = [aws_security_group.quay]
  target_group = aws_lb_target_group.quays
}

resource "aws_db_subnet_group" "ledger" {
  name       = "${local.prefix}-ledger"
  subnet_ids = [for subnet in aws_subnet.inland : subnet.id]
}

resource "aws_rds_cluster" "ledger" {
  cluster_identifier          = "${local.prefix}-ledger"
  engine                      = "aurora-postgresql"
  master_username             = "harbormaster"
  manage_master_user_password = true
  storage_encrypted           = true
  db_subnet_group_name        = aws_db_subnet_group.ledger.id
  vpc_security_group_ids      = [aws_security_group.inland_services.id]
  skip_final_snapshot         = var.stage != "prod"
  final_snapshot_identifier   = "${local.prefix}-ledger-last"
}

resource "aws_rds_cluster_instance" "ledger" {
  count = 1 + var.readers

  identifier         = "${local.prefix}-ledger-${count.index}"
  cluster_identifier = aws_rds_cluster.ledger.cluster_identifier
  engine             = aws_rds_cluster.ledger.engine
  instance_class     = "db.t4g.medium"
}

resource "aws_iam_role" "clerk" {
  name = "${local.prefix}-clerk"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_lambda_function" "clerk" {
  function_name = "${local.prefix}-clerk"
  role          = aws_iam_role.clerk.arn
  runtime       = "python3.12"
  handler       = "clerk.write_bill"
  s3_bucket     = "harbor-builds"
  s3_key        = "clerk.zip"

  vpc_config {
    subnet_ids         = values(aws_subnet.inland)[*].id
    security_group_ids = [aws_security_group.clerk.id]
  }
}

output "gate" {
  value = aws_lb.gate.dns_name
}

output "quay_addresses" {
  value = { for name, quay in module.quay : name => quay.address }
}
