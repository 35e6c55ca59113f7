variable "vpc_id" {
  type = string
}

variable "rules" {
  type = map(string)
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = var.rules
    content {
      protocol    = "tcp"
      from_port   = tonumber(ingress.key)
      to_port     = tonumber(ingress.key)
      cidr_blocks = [ingress.value]
    }
  }
}

output "id" {
  value = aws_security_group.web.id
}
