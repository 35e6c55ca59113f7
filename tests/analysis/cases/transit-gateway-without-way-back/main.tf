# The reply needs a route to the transit gateway too.

resource "aws_vpc" "left" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "right" {
  cidr_block = "10.2.0.0/16"
}

resource "aws_subnet" "left" {
  vpc_id     = aws_vpc.left.id
  cidr_block = "10.1.1.0/24"
}

resource "aws_subnet" "right" {
  vpc_id     = aws_vpc.right.id
  cidr_block = "10.2.1.0/24"
}

resource "aws_ec2_transit_gateway" "main" {
}

resource "aws_ec2_transit_gateway_vpc_attachment" "left" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.left.id
  subnet_ids         = [aws_subnet.left.id]
}

resource "aws_ec2_transit_gateway_vpc_attachment" "right" {
  transit_gateway_id = aws_ec2_transit_gateway.main.id
  vpc_id             = aws_vpc.right.id
  subnet_ids         = [aws_subnet.right.id]
}

resource "aws_route_table" "left" {
  vpc_id = aws_vpc.left.id

  route {
    cidr_block         = "10.2.0.0/16"
    transit_gateway_id = aws_ec2_transit_gateway.main.id
  }
}

resource "aws_route_table_association" "left" {
  subnet_id      = aws_subnet.left.id
  route_table_id = aws_route_table.left.id
}

resource "aws_security_group" "left" {
  name   = "left"
  vpc_id = aws_vpc.left.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "right" {
  name   = "right"
  vpc_id = aws_vpc.right.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "left" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.left.id
  vpc_security_group_ids      = [aws_security_group.left.id]
  associate_public_ip_address = false
}

resource "aws_instance" "right" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.right.id
  vpc_security_group_ids      = [aws_security_group.right.id]
  associate_public_ip_address = false
}
