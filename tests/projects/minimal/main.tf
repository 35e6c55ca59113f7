provider "aws" {
  region = "us-west-2"
}

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/24"
}

resource "aws_security_group" "this" {
  name   = "quiet"
  vpc_id = aws_vpc.this.id
}
