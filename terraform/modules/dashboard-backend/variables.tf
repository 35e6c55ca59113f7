variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the security group."
  type        = string
}

variable "cluster" {
  description = "Cluster that runs the tasks."
  type        = object({ name = string, arn = string })
}

variable "size" {
  description = "Image, size and number of the tasks, as ecs-service takes them."
  type        = any
}

variable "subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
}

variable "alb_security_group_id" {
  description = "Group of the load balancer, the only caller."
  type        = string
}

variable "target_group_arn" {
  description = "Target group that the tasks register in."
  type        = string
}

variable "container_port" {
  description = "Target port of the backend."
  type        = number
}

variable "hostname" {
  description = "Public hostname of the dashboard."
  type        = string
}

variable "database" {
  description = "Where the dashboard's data is, and the secret that opens it."
  type        = object({ host = string, name = string, secret_arn = string })
}

variable "log_retention_days" {
  description = "How long container logs are kept."
  type        = number
}
