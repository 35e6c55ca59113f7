# Without client addresses the target sees the balancer, and a rule for the VPC is enough.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "front" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_route_table" "front" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "front" {
  subnet_id      = aws_subnet.front.id
  route_table_id = aws_route_table.front.id
}

resource "aws_subnet" "back" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.2.0/24"
}

resource "aws_lb" "edge" {
  name               = "edge"
  internal           = false
  load_balancer_type = "network"
  subnets            = [aws_subnet.front.id, aws_subnet.back.id]
}

resource "aws_lb_target_group" "hidden" {
  name               = "hidden"
  port               = 8080
  protocol           = "TCP"
  vpc_id             = aws_vpc.main.id
  target_type        = "instance"
  preserve_client_ip = false
}

resource "aws_lb_target_group" "kept" {
  name               = "kept"
  port               = 8080
  protocol           = "TCP"
  vpc_id             = aws_vpc.main.id
  target_type        = "instance"
  preserve_client_ip = true
}

resource "aws_lb_target_group_attachment" "hidden" {
  target_group_arn = aws_lb_target_group.hidden.arn
  target_id        = aws_instance.hidden.id
}

resource "aws_lb_target_group_attachment" "kept" {
  target_group_arn = aws_lb_target_group.kept.arn
  target_id        = aws_instance.kept.id
}

resource "aws_lb_listener" "one" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.hidden.arn
  }
}

resource "aws_lb_listener" "two" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 444
  protocol          = "TCP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.kept.arn
  }
}

resource "aws_security_group" "app" {
  name   = "app"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "tcp"
    from_port   = 8080
    to_port     = 8080
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_instance" "hidden" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.back.id
  vpc_security_group_ids      = [aws_security_group.app.id]
  associate_public_ip_address = false
}

resource "aws_instance" "kept" {
  ami                         = "ami-1"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.back.id
  vpc_security_group_ids      = [aws_security_group.app.id]
  associate_public_ip_address = false
}
