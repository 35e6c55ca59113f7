output "service_name" {
  description = "Full name of the ECS service."
  value       = module.service.service_name
}
