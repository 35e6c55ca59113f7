variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "bootstrap_brokers" {
  description = "Brokers' private IAM addresses; workers never leave the VPC to reach Kafka."
  type        = string
}

variable "kafka_policy" {
  description = "IAM policy for the connector's own topics and groups."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the workers."
  type        = list(string)
}

variable "security_group_ids" {
  description = "Groups of the workers."
  type        = list(string)
}

variable "archive_bucket" {
  description = "Bucket that raw events are archived in."
  type        = string
}

variable "plugin" {
  description = "Where the build pipeline puts the connector plugin."
  type        = object({ bucket = string, key = string })
}

variable "topics" {
  description = "Topics to archive."
  type        = list(string)
}

variable "workers" {
  description = "Smallest and largest number of workers."
  type        = object({ min = optional(number, 1), max = optional(number, 2) })
  default     = {}
}

variable "connector_overrides" {
  description = "Connector settings that differ from the team's defaults."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "How long worker logs are kept."
  type        = number
}
