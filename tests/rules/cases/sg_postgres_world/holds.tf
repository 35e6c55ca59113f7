resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = ["198.51.100.0/24"]
  }
}
