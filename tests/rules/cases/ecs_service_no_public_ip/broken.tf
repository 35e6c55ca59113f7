resource "aws_ecs_service" "web" {
  name = "web"

  network_configuration {
    subnets = ["subnet-1"]
    assign_public_ip = true
  }
}
