data "aws_availability_zones" "z" {}
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
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_subnet" "zones" {
  for_each          = toset(data.aws_availability_zones.z.names)
  vpc_id            = aws_vpc.v.id
  cidr_block        = "10.1.2.0/24"
  availability_zone = each.key
}
resource "aws_route_table" "local" {
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table_association" "zones" {
  for_each       = toset(data.aws_availability_zones.z.names)
  subnet_id      = aws_subnet.zones[each.key].id
  route_table_id = aws_route_table.local.id
}
resource "aws_network_acl" "zones" {
  vpc_id     = aws_vpc.v.id
  subnet_ids = [for each in aws_subnet.zones : each.id]
}
resource "aws_network_acl_rule" "zones" {
  count          = length(data.aws_availability_zones.z.names)
  network_acl_id = aws_network_acl.zones.id
  rule_number    = count.index + 1
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "10.0.0.0/8"
}
resource "aws_instance" "web" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.s.id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.web.id]
}
resource "aws_instance" "zone" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.zones[data.aws_availability_zones.z.names[0]].id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.web.id]
}
