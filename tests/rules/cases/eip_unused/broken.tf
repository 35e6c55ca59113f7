resource "aws_eip" "it" {
  domain = "vpc"
}
