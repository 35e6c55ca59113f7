resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

module "more" {
  source  = "example/network/aws"
  version = "1.0.0"
}
