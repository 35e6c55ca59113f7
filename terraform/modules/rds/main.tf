resource "aws_security_group" "this" {
  name        = "${var.name_prefix}-rds-sg"
  description = "Dashboard database"
  vpc_id      = var.vpc_id

  tags = { Name = "${var.name_prefix}-rds-sg" }
}

resource "aws_vpc_security_group_ingress_rule" "cidr" {
  for_each = toset(var.allowed_cidrs)

  security_group_id = aws_security_group.this.id
  description       = "PostgreSQL for analysts and migrations run from outside the VPC"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "client" {
  for_each = var.client_security_group_ids

  security_group_id            = aws_security_group.this.id
  description                  = "PostgreSQL for the ${replace(each.key, "_", " ")}"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = each.value
}

resource "aws_db_subnet_group" "this" {
  name        = "${var.name_prefix}-dashboard"
  description = "Subnets of the dashboard database"
  subnet_ids  = var.subnet_ids
}

resource "aws_db_parameter_group" "this" {
  name   = "${var.name_prefix}-dashboard"
  family = "postgres${split(".", var.settings.engine_version)[0]}"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "this" {
  identifier     = "${var.name_prefix}-dashboard"
  engine         = "postgres"
  engine_version = var.settings.engine_version
  instance_class = var.settings.instance_class

  db_name                     = "dashboard"
  username                    = "dashboard"
  manage_master_user_password = true

  allocated_storage     = var.settings.storage_gib
  max_allocated_storage = var.settings.storage_gib * 4
  storage_type          = "gp3"
  storage_encrypted     = true

  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.this.id]
  publicly_accessible    = var.publicly_accessible
  port                   = 5432

  multi_az                   = var.settings.multi_az
  parameter_group_name       = aws_db_parameter_group.this.name
  backup_retention_period    = var.settings.backup_days
  deletion_protection        = var.settings.deletion_protection
  skip_final_snapshot        = !var.settings.deletion_protection
  final_snapshot_identifier  = var.settings.deletion_protection ? "${var.name_prefix}-dashboard-final" : null
  auto_minor_version_upgrade = true

  enabled_cloudwatch_logs_exports = ["postgresql"]
}
