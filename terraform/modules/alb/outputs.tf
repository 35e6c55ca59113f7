output "dns_name" {
  description = "Name that the public hostnames are aliases of."
  value       = aws_lb.this.dns_name
}

output "arn_suffix" {
  description = "The load balancer as CloudWatch metrics name it."
  value       = aws_lb.this.arn_suffix
}

output "target_group_arns" {
  description = "Target groups by service."
  value       = { for key, group in aws_lb_target_group.this : key => group.arn }

  # ECS refuses a service whose target group no listener uses yet.
  depends_on = [aws_lb_listener.https, aws_lb_listener_rule.host]
}
