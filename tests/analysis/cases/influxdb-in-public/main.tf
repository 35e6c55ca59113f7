# A Timestream for InfluxDB instance is public by its flag, and answers 8086 or the port that it sets.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "front" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "front" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "front" {
  subnet_id      = aws_subnet.front.id
  route_table_id = aws_route_table.front.id
}

resource "aws_security_group" "metrics" {
  name   = "metrics"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 8086
    to_port     = 8087
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_timestreaminfluxdb_db_instance" "metrics" {
  for_each = {
    open  = { public = true, port = null }
    other = { public = true, port = 8087 }
    shut  = { public = false, port = null }
  }

  name                   = each.key
  allocated_storage      = 20
  bucket                 = "metrics"
  db_instance_type       = "db.influx.medium"
  organization           = "example"
  username               = "admin"
  password               = "notARealOne"
  port                   = each.value.port
  publicly_accessible    = each.value.public
  vpc_subnet_ids         = [aws_subnet.front.id]
  vpc_security_group_ids = [aws_security_group.metrics.id]
}
