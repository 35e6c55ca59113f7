variable "it" {
  type = string
}

resource "aws_security_group" "web" {
  name = "web"

  egress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [var.it]
  }
}
