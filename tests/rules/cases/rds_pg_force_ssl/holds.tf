resource "aws_db_parameter_group" "main" {
  name   = "main"
  family = "postgres14"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "main" {
  identifier        = "main"
  instance_class    = "db.t4g.small"
  allocated_storage = 20
  engine            = "postgres"
  parameter_group_name = aws_db_parameter_group.main.name
}
