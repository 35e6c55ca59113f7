variable "vpc_id" {
  type = string
}

variable "public" {
  type = bool
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = var.public ? ["0.0.0.0/0"] : []
  }
}

output "id" {
  value = aws_security_group.web.id
}
