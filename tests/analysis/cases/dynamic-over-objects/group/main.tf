variable "vpc_id" {
  type = string
}

variable "rules" {
  type = list(object({
    port   = number
    ranges = optional(list(string), ["0.0.0.0/0"])
  }))
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = var.vpc_id

  dynamic "ingress" {
    for_each = var.rules
    iterator = rule
    content {
      protocol    = "tcp"
      from_port   = rule.value.port
      to_port     = rule.value.port
      cidr_blocks = rule.value.ranges
    }
  }
}

output "id" {
  value = aws_security_group.web.id
}
