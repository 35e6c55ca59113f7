resource "aws_network_acl" "main" {
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1"]

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 20
    to_port    = 30
    cidr_block = "0.0.0.0/0"
  }
}
