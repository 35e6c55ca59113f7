variable "it" {
  type = string
}

resource "aws_network_acl" "main" {
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1"]

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = var.it
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }
}
