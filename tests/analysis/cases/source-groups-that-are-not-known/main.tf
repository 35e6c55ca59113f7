variable "on" {
  type = bool
}
variable "unset" {
  type = string
}
resource "aws_vpc" "v" {
  cidr_block = "10.1.0.0/16"
}
resource "aws_internet_gateway" "g" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route" "d" {
  route_table_id         = aws_vpc.v.main_route_table_id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.g.id
}
resource "aws_subnet" "s" {
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.1.1.0/24"
}
resource "aws_security_group" "client" {
  count  = var.on ? 1 : 0
  name   = "client"
  vpc_id = aws_vpc.v.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = aws_vpc.v.id
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_security_group" "server" {
  name   = "server"
  vpc_id = aws_vpc.v.id
  ingress {
    from_port       = 443
    to_port         = 443
    protocol        = "tcp"
    security_groups = aws_security_group.client[*].id
  }
}
resource "aws_security_group_rule" "of_a_variable" {
  type                     = "ingress"
  from_port                = 22
  to_port                  = 22
  protocol                 = "tcp"
  source_security_group_id = var.unset
  security_group_id        = aws_security_group.server.id
}
resource "aws_instance" "server" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.server.id]
}
resource "aws_instance" "client" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = aws_security_group.client[*].id
}
resource "aws_instance" "other" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.other.id]
}
