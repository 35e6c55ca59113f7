resource "aws_eip" "it" {
  domain = "vpc"
}

resource "aws_nat_gateway" "main" {
  subnet_id     = "subnet-1"
  allocation_id = aws_eip.it.id
}
