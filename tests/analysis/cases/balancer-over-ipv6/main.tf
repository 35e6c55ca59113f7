# A dualstack load balancer may be reached over IPv6 alone, an ipv4 one may not.

resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "front" {
  vpc_id                          = aws_vpc.main.id
  cidr_block                      = "10.0.1.0/24"
  ipv6_cidr_block                 = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
  assign_ipv6_address_on_creation = true
}

resource "aws_route_table" "front" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    ipv6_cidr_block = "::/0"
    gateway_id      = aws_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "front" {
  subnet_id      = aws_subnet.front.id
  route_table_id = aws_route_table.front.id
}

resource "aws_subnet" "side" {
  vpc_id          = aws_vpc.main.id
  cidr_block      = "10.0.2.0/24"
  ipv6_cidr_block = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 2)
}

resource "aws_route_table_association" "side" {
  subnet_id      = aws_subnet.side.id
  route_table_id = aws_route_table.front.id
}

resource "aws_lb" "dual" {
  name               = "dual"
  internal           = false
  load_balancer_type = "application"
  subnets            = [aws_subnet.front.id, aws_subnet.side.id]
  security_groups    = [aws_security_group.edge.id]
  ip_address_type    = "dualstack"
}

resource "aws_lb" "four" {
  name               = "four"
  internal           = false
  load_balancer_type = "application"
  subnets            = [aws_subnet.front.id, aws_subnet.side.id]
  security_groups    = [aws_security_group.edge.id]
}

resource "aws_security_group" "edge" {
  name   = "edge"
  vpc_id = aws_vpc.main.id

  ingress {
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_lb_listener" "dual" {
  load_balancer_arn = aws_lb.dual.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:123456789012:certificate/one"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener" "four" {
  load_balancer_arn = aws_lb.four.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = "arn:aws:acm:eu-central-1:123456789012:certificate/one"

  default_action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      status_code  = "404"
    }
  }
}
