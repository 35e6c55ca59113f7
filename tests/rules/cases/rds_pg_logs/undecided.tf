variable "it" {
  type = list(string)
}

resource "aws_db_instance" "main" {
  identifier        = "main"
  instance_class    = "db.t4g.small"
  allocated_storage = 20
  engine            = "postgres"
  enabled_cloudwatch_logs_exports = var.it
}
