variable "sources" {
  type = list(string)
}

resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = var.sources
  }
}
