variable "name" { type = string }
variable "ami" { type = string }
variable "size" { type = string }
variable "subnet" { type = object({ id = string }) }
variable "groups" { type = list(object({ id = string })) }
variable "target_group" { type = object({ arn = string, port = number }) }

resource "aws_instance" "this" {
  ami                         = var.ami
  instance_type               = var.size
  subnet_id                   = var.subnet.id
  vpc_security_group_ids      = var.groups.*.id
  associate_public_ip_address = false
  tags                        = { Name = var.name }
}

resource "aws_lb_target_group_attachment" "this" {
  target_group_arn = var.target_group.arn
  target_id        = aws_instance.this.id
  port             = var.target_group.port
}

output "address" {
  value = aws_instance.this.private_ip
}
