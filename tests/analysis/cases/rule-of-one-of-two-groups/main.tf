variable "which" {
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
resource "aws_security_group" "two" {
  for_each = toset(["a", "b"])
  name     = each.key
  vpc_id   = aws_vpc.v.id
}
resource "aws_vpc_security_group_ingress_rule" "one" {
  security_group_id = aws_security_group.two[var.which].id
  from_port         = 22
  to_port           = 22
  ip_protocol       = "tcp"
  cidr_ipv4         = "0.0.0.0/0"
}
resource "aws_security_group" "third" {
  name   = "third"
  vpc_id = aws_vpc.v.id
}
resource "aws_instance" "a" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.two["a"].id]
}
resource "aws_instance" "b" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.two["b"].id]
}
resource "aws_instance" "third" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.third.id]
}
