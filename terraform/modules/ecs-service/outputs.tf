output "service_name" {
  description = "Full name of the ECS service."
  value       = aws_ecs_service.this.name
}
