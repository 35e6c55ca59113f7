variable "vpc_id" {
  type = string
}

variable "more" {
  type    = list(number)
  default = []
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = [for port in concat([443], var.more) : port if port != 9000]
    content {
      protocol    = "tcp"
      from_port   = ingress.value
      to_port     = ingress.value
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}

output "id" {
  value = aws_security_group.web.id
}
