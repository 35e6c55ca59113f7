variable "name_prefix" {
  description = "Prefix of every name."
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

variable "security_group_ids" {
  description = "Groups of the tasks."
  type        = list(string)
}

variable "target_group_arn" {
  description = "Target group that the tasks register in."
  type        = string
}

variable "bootstrap_brokers" {
  description = "Brokers' private IAM addresses."
  type        = string
}

variable "kafka_policy" {
  description = "IAM policy that lets operators look at and change topics."
  type        = string
}

variable "initial_password" {
  description = "Password that the operator login starts with."
  type        = string
  sensitive   = true
}

variable "log_retention_days" {
  description = "How long container logs are kept."
  type        = number
}
