output "security_group_id" {
  description = "Group of the backend tasks, to be admitted by what they call."
  value       = aws_security_group.this.id
}

output "service_name" {
  description = "Full name of the ECS service."
  value       = module.service.service_name
}
