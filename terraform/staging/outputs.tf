output "vpc_id" {
  description = "The environment's VPC."
  value       = module.vpc.vpc_id
}

output "alb_dns_name" {
  description = "Target of the public hostnames' alias records."
  value       = module.alb.dns_name
}

output "hostnames" {
  description = "Hostnames that the load balancer routes by."
  value       = local.hostnames
}

output "nat_public_ips" {
  description = "Addresses that outbound traffic comes from, for partners' allow-lists."
  value       = module.vpc.nat_public_ips
}

output "kafka_bootstrap_brokers" {
  description = "Brokers for clients with IAM: private inside the VPC, public for external clients where public access is on."
  value       = module.msk.bootstrap_brokers
}

output "dashboard_database_host" {
  description = "Where the dashboard database answers."
  value       = module.dashboard_database.connection.host
}

output "alarm_topic_arn" {
  description = "Topic that every alarm goes to."
  value       = module.observability.alarm_topic_arn
}
