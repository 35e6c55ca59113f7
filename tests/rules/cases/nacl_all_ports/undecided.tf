variable "it" {
  type = string
}

resource "aws_network_acl" "main" {
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1"]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = var.it
  }
}
