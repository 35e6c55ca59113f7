output "vpc_id" {
  description = "The VPC that everything else lives in."
  value       = aws_vpc.this.id
}

output "subnet_ids" {
  description = "Subnet ids by tier, in availability-zone order."
  value = {
    public  = aws_subnet.public[*].id
    private = aws_subnet.private[*].id
  }
}

output "security_group_ids" {
  description = "Shared security groups by role."
  value = {
    alb         = aws_security_group.alb.id
    ecs         = aws_security_group.ecs.id
    msk_connect = aws_security_group.msk_connect.id
    msk         = aws_security_group.msk.id
  }
}

output "nat_public_ips" {
  description = "Addresses that outbound traffic comes from; partners put them on their allow-lists."
  value       = aws_eip.nat[*].public_ip
}
