variable "it" {
  type = string
}

resource "aws_lb_target_group" "web" {
  name     = "web"
  port     = 8443
  vpc_id   = "vpc-1"
  protocol = var.it
}
