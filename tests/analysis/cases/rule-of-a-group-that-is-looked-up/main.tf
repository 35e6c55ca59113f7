variable "on" {
  type = bool
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
data "aws_security_group" "found" {
  count = var.on ? 1 : 0
  name  = "found"
}
resource "aws_security_group_rule" "found" {
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = join("", data.aws_security_group.found.*.id)
}
resource "aws_security_group" "other" {
  name_prefix = "o"
  vpc_id      = aws_vpc.v.id
}
resource "aws_instance" "other" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.other.id]
}
