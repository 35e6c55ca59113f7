variable "it" {
  type = string
}

resource "aws_ecs_task_definition" "web" {
  family       = "web"
  network_mode = var.it

  container_definitions = jsonencode([{
    name  = "web"
    image = "web"
  }])
}
