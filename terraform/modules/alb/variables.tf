variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the target groups."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets, one per availability zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Group of the load balancer; it decides who may connect."
  type        = string
}

variable "certificate_arn" {
  description = "ACM certificate of the HTTPS listener; it must cover every host below."
  type        = string
}

variable "target_groups" {
  description = "Services behind the load balancer. A group without hosts is reached through the default action only."
  type = map(object({
    port              = number
    health_check_path = optional(string, "/health")
    hosts             = optional(list(string), [])
    priority          = optional(number)
  }))
}

variable "default_target_group" {
  description = "Key of the target group that takes requests for any other host."
  type        = string
}

variable "access_logs_bucket" {
  description = "Bucket for access logs; null writes none."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Refuse to delete the load balancer."
  type        = bool
  default     = false
}
