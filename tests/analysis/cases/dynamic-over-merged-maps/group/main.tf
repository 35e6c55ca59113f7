variable "vpc_id" {
  type = string
}

variable "overrides" {
  type    = map(object({ port = number, range = string }))
  default = {}
}

locals {
  defaults = {
    https = { port = 443, range = "0.0.0.0/0" }
    ssh   = { port = 22, range = "0.0.0.0/0" }
  }
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = merge(local.defaults, var.overrides)
    content {
      protocol    = "tcp"
      from_port   = ingress.value.port
      to_port     = ingress.value.port
      cidr_blocks = [ingress.value.range]
    }
  }
}

output "id" {
  value = aws_security_group.web.id
}
