variable "groups" {
  type = list(string)
}

resource "aws_security_group" "web" {
  name = "web"
}

resource "aws_instance" "web" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  vpc_security_group_ids = var.groups
}
