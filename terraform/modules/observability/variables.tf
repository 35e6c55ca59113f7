variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "cluster_name" {
  description = "ECS cluster of the services."
  type        = string
}

variable "service_names" {
  description = "Full names of the services to watch."
  type        = list(string)
}

variable "service_thresholds" {
  description = "Percentages that differ from the team's defaults, by metric."
  type        = map(number)
  default     = {}
}

variable "alb_arn_suffix" {
  description = "The load balancer as CloudWatch metrics name it."
  type        = string
}

variable "database_identifier" {
  description = "The database as CloudWatch metrics name it."
  type        = string
}

variable "alarm_emails" {
  description = "Who is told."
  type        = list(string)
  default     = []
}
