# Neither group admits the client's whole subnet; both on one interface do.

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

resource "aws_security_group" "low" {
  name   = "low"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.0.2.0/25"]
  }
}

resource "aws_security_group" "high" {
  name   = "high"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.0.2.128/25"]
  }
}

resource "aws_security_group" "client" {
  name   = "client"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "both" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [aws_security_group.low.id, aws_security_group.high.id]
  associate_public_ip_address = false
}

resource "aws_instance" "half" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [aws_security_group.low.id]
  associate_public_ip_address = false
}

resource "aws_instance" "client" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.back.id
  vpc_security_group_ids      = [aws_security_group.client.id]
  associate_public_ip_address = false
}

resource "aws_instance" "fixed" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.back.id
  vpc_security_group_ids      = [aws_security_group.client.id]
  associate_public_ip_address = false
  private_ip                  = "10.0.2.200"
}
