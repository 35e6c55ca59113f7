variable "which" {
  type = number
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
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.v.id
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}
resource "aws_subnet" "few" {
  count      = 3
  vpc_id     = aws_vpc.v.id
  cidr_block = "10.1.${count.index + 10}.0/24"
}
resource "aws_route_table" "few" {
  count  = 3
  vpc_id = aws_vpc.v.id
}
resource "aws_route_table_association" "few" {
  count          = 3
  subnet_id      = aws_subnet.few[count.index].id
  route_table_id = aws_route_table.few[count.index].id
}
resource "aws_route" "one" {
  route_table_id         = element(slice(aws_route_table.few[*].id, 0, 2), var.which)
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.g.id
}
resource "aws_instance" "first" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.few[0].id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.web.id]
}
resource "aws_instance" "second" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.few[1].id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.web.id]
}
resource "aws_instance" "third" {
  ami                         = "ami-1"
  instance_type               = "t3.small"
  subnet_id                   = aws_subnet.few[2].id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.web.id]
}
