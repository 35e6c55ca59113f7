# A rule that references its own group is `self` by another name.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "front" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
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

resource "aws_vpc_security_group_ingress_rule" "ingress" {
  security_group_id            = aws_security_group.ring.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.ring.id
}

resource "aws_vpc_security_group_egress_rule" "egress" {
  security_group_id            = aws_security_group.ring.id
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.ring.id
}

resource "aws_instance" "one" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [aws_security_group.ring.id]
  associate_public_ip_address = false
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
  associate_public_ip_address = false
}
