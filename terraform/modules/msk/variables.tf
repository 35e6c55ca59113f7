variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "kafka_version" {
  description = "Apache Kafka version."
  type        = string
  default     = "3.6.0"
}

variable "broker_count" {
  description = "Number of brokers, a multiple of the number of subnets."
  type        = number
  default     = 2
}

variable "instance_type" {
  description = "Broker size."
  type        = string
}

variable "volume_gib" {
  description = "Storage of each broker in GiB."
  type        = number
  default     = 100
}

variable "subnet_ids" {
  description = "Subnets of the brokers, one per availability zone."
  type        = list(string)
}

variable "subnet_tier" {
  description = "Which tier those subnets are; public access needs the public one."
  type        = string
}

variable "security_group_ids" {
  description = "Groups of the brokers."
  type        = list(string)
}

variable "public_access" {
  description = "Give every broker a public address for IAM clients on 9198. AWS allows this on an existing cluster only: create it with false, then switch."
  type        = bool
  default     = false
}

variable "server_properties" {
  description = "Broker settings that differ from the team's defaults."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key for data at rest; null uses the key that AWS manages for MSK."
  type        = string
  default     = null
}

variable "log_retention_days" {
  description = "How long broker logs are kept."
  type        = number
}
