resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 3389
    to_port     = 3389
    protocol    = "udp"
    ipv6_cidr_blocks = ["::/0"]
  }
}
