# A route with count: there, not there, or not known.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

data "aws_ssm_parameter" "open" {
  name = "open"
}

variable "open" {
  type    = bool
  default = true
}

resource "aws_subnet" "there" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "there" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "there" {
  subnet_id      = aws_subnet.there.id
  route_table_id = aws_route_table.there.id
}

resource "aws_route" "there" {
  count                  = var.open ? 1 : 0
  route_table_id         = aws_route_table.there.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_subnet" "missing" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_route_table" "missing" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "missing" {
  subnet_id      = aws_subnet.missing.id
  route_table_id = aws_route_table.missing.id
}

resource "aws_route" "missing" {
  count                  = !var.open ? 1 : 0
  route_table_id         = aws_route_table.missing.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_subnet" "unsure" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.3.0/24"
}

resource "aws_route_table" "unsure" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table_association" "unsure" {
  subnet_id      = aws_subnet.unsure.id
  route_table_id = aws_route_table.unsure.id
}

resource "aws_route" "unsure" {
  count                  = nonsensitive(data.aws_ssm_parameter.open.value) == "yes" ? 1 : 0
  route_table_id         = aws_route_table.unsure.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
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

resource "aws_instance" "there" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.there.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}

resource "aws_instance" "missing" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.missing.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}

resource "aws_instance" "unsure" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.unsure.id
  vpc_security_group_ids      = [aws_security_group.web.id]
  associate_public_ip_address = true
}
