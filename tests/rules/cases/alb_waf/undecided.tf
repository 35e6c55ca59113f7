variable "internal" {
  type = bool
}

resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = "application"
  internal           = var.internal
  subnets            = ["subnet-1", "subnet-2"]
}
