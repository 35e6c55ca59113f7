# The group allows every port. The API of Secrets Manager answers HTTPS alone; on which ports a service of another account
# answers, that account decides.

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "inner" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}

resource "aws_security_group" "all" {
  vpc_id = aws_vpc.main.id

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.0.0.0/16"]
  }
}

resource "aws_instance" "client" {
  ami                    = "ami-0123456789abcdef0"
  instance_type          = "t3.micro"
  subnet_id              = aws_subnet.inner.id
  vpc_security_group_ids = [aws_security_group.all.id]
}

resource "aws_vpc_endpoint" "secrets" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.eu-west-1.secretsmanager"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.inner.id]
  security_group_ids = [aws_security_group.all.id]
}

resource "aws_vpc_endpoint" "partner" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60718"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.inner.id]
  security_group_ids = [aws_security_group.all.id]
}
