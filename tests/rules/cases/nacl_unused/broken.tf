resource "aws_network_acl" "main" {
  vpc_id     = "vpc-1"
  subnet_ids = []
}
