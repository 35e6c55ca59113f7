# The same module with the switch on, off, and not known.

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

data "aws_ssm_parameter" "public" {
  name = "public"
}

module "open" {
  source = "./group"
  vpc_id = aws_vpc.main.id
  public = true
}

resource "aws_instance" "open" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [module.open.id]
  associate_public_ip_address = true
}

module "shut" {
  source = "./group"
  vpc_id = aws_vpc.main.id
  public = false
}

resource "aws_instance" "shut" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [module.shut.id]
  associate_public_ip_address = true
}

module "unsure" {
  source = "./group"
  vpc_id = aws_vpc.main.id
  public = tobool(nonsensitive(data.aws_ssm_parameter.public.value))
}

resource "aws_instance" "unsure" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.front.id
  vpc_security_group_ids      = [module.unsure.id]
  associate_public_ip_address = true
}
