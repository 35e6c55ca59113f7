# A peering connection leads to the peer VPC, and not to a peer of that VPC.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "middle" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "far" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_vpc_peering_connection" "first" {
  vpc_id      = aws_vpc.main.id
  peer_vpc_id = aws_vpc.middle.id
  auto_accept = true
}

resource "aws_vpc_peering_connection" "second" {
  vpc_id      = aws_vpc.middle.id
  peer_vpc_id = aws_vpc.far.id
  auto_accept = true
}

resource "aws_subnet" "main" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_subnet" "middle" {
  vpc_id     = aws_vpc.middle.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_subnet" "far" {
  vpc_id     = aws_vpc.far.id
  cidr_block = "10.2.1.0/24"
}

resource "aws_route_table" "main" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block                = "10.1.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.first.id
  }

  route {
    cidr_block                = "10.2.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.first.id
  }
}

resource "aws_route_table" "middle" {
  vpc_id = aws_vpc.middle.id

  route {
    cidr_block                = "10.0.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.first.id
  }

  route {
    cidr_block                = "10.2.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.second.id
  }
}

resource "aws_route_table" "far" {
  vpc_id = aws_vpc.far.id

  route {
    cidr_block                = "10.1.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.second.id
  }

  route {
    cidr_block                = "10.0.0.0/16"
    vpc_peering_connection_id = aws_vpc_peering_connection.second.id
  }
}

resource "aws_route_table_association" "main" {
  subnet_id      = aws_subnet.main.id
  route_table_id = aws_route_table.main.id
}

resource "aws_route_table_association" "middle" {
  subnet_id      = aws_subnet.middle.id
  route_table_id = aws_route_table.middle.id
}

resource "aws_route_table_association" "far" {
  subnet_id      = aws_subnet.far.id
  route_table_id = aws_route_table.far.id
}

resource "aws_security_group" "main" {
  name   = "main"
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

resource "aws_security_group" "middle" {
  name   = "middle"
  vpc_id = aws_vpc.middle.id

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

resource "aws_security_group" "far" {
  name   = "far"
  vpc_id = aws_vpc.far.id

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

resource "aws_instance" "main" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.main.id
  vpc_security_group_ids      = [aws_security_group.main.id]
  associate_public_ip_address = false
}

resource "aws_instance" "middle" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.middle.id
  vpc_security_group_ids      = [aws_security_group.middle.id]
  associate_public_ip_address = false
}

resource "aws_instance" "far" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.far.id
  vpc_security_group_ids      = [aws_security_group.far.id]
  associate_public_ip_address = false
}
