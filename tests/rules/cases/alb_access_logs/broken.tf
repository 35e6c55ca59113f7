resource "aws_lb" "web" {
  name               = "web"
  load_balancer_type = "application"
  subnets            = ["subnet-1", "subnet-2"]
  
  access_logs {
    bucket  = "logs"
    enabled = false
  }
}
