resource "aws_security_group" "this" {
  name        = "${var.name_prefix}-dashboard-backend-sg"
  description = "Dashboard backend tasks, the only workload that may open the database"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name_prefix}-dashboard-backend-sg" }
}

resource "aws_vpc_security_group_ingress_rule" "from_alb" {
  security_group_id            = aws_security_group.this.id
  description                  = "Dashboard API requests from the load balancer"
  ip_protocol                  = "tcp"
  from_port                    = var.container_port
  to_port                      = var.container_port
  referenced_security_group_id = var.alb_security_group_id
}

resource "aws_vpc_security_group_egress_rule" "outbound" {
  security_group_id = aws_security_group.this.id
  description       = "Database, AWS APIs and the identity provider"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

module "service" {
  source = "../ecs-service"

  name_prefix        = var.name_prefix
  name               = "dashboard-backend"
  cluster            = var.cluster
  size               = var.size
  subnet_ids         = var.subnet_ids
  security_group_ids = [aws_security_group.this.id]
  target_group_arn   = var.target_group_arn
  container_port     = var.container_port
  log_retention_days = var.log_retention_days

  environment = {
    DATABASE_HOST = var.database.host
    DATABASE_NAME = var.database.name
    PUBLIC_URL    = "https://${var.hostname}"
  }
  secrets = {
    DATABASE_CREDENTIALS = var.database.secret_arn
  }
}
