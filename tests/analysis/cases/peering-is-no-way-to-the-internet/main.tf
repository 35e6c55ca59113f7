# A peered VPC does not lend its internet gateway.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "far" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_internet_gateway" "far" {
  vpc_id = aws_vpc.far.id
}

resource "aws_vpc_peering_connection" "both" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.far.id
  auto_accept = true
}

resource "aws_subnet" "near" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "near" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block                = "0.0.0.0/0"
    vpc_peering_connection_id = aws_vpc_peering_connection.both.id
  }
}

resource "aws_route_table_association" "near" {
  subnet_id      = aws_subnet.near.id
  route_table_id = aws_route_table.near.id
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "web" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.near.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}
