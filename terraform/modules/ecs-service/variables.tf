variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "name" {
  description = "Service name, such as events-ingestion."
  type        = string
}

variable "cluster" {
  description = "Cluster that runs the tasks."
  type        = object({ name = string, arn = string })
}

variable "size" {
  description = "Image, size and number of the tasks. Without autoscaling the number stays where it is."
  type = object({
    image         = string
    cpu           = optional(number, 512)
    memory        = optional(number, 1024)
    desired_count = optional(number, 1)
    autoscaling   = optional(object({ min = number, max = number, cpu_percent = optional(number, 60) }))
  })
}

variable "subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Groups of the tasks' network interfaces."
  type        = list(string)
}

variable "target_group_arn" {
  description = "Target group that the tasks register in."
  type        = string
}

variable "container_port" {
  description = "Port that the container listens on."
  type        = number
  default     = 8080
}

variable "environment" {
  description = "Environment variables of the container."
  type        = map(string)
  default     = {}
}

variable "secrets" {
  description = "Environment variables that ECS fills from Secrets Manager, by name."
  type        = map(string)
  default     = {}
}

variable "task_policies" {
  description = "Inline policies of the task role, by name."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "How long container logs are kept."
  type        = number
  default     = 30
}
