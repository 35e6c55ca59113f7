# With `self` and nothing else only members talk, whatever address they have.

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

resource "aws_subnet" "back" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_security_group" "ring" {
  name   = "ring"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "other" {
  name   = "other"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "in" {
  security_group_id = aws_security_group.ring.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 7946
  to_port           = 7946
  self              = true
}

resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.ring.id
  type              = "egress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  self              = true
}

resource "aws_instance" "one" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [aws_security_group.ring.id]
  associate_public_ip_address = true
}

resource "aws_instance" "two" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.back.id
  vpc_security_group_ids      = [aws_security_group.ring.id]
  associate_public_ip_address = false
}

resource "aws_instance" "other" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [aws_security_group.other.id]
  associate_public_ip_address = true
}
