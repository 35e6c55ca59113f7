variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the security group."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the subnet group, in at least two availability zones."
  type        = list(string)
}

variable "publicly_accessible" {
  description = "Give the instance a public address."
  type        = bool
  default     = false
}

variable "allowed_cidrs" {
  description = "Ranges that may connect on 5432."
  type        = list(string)
}

variable "client_security_group_ids" {
  description = "Groups inside the VPC that may connect on 5432, by client."
  type        = map(string)
  default     = {}
}

variable "settings" {
  description = "Size and safety of the instance."
  type = object({
    engine_version      = optional(string, "16.4")
    instance_class      = optional(string, "db.t4g.medium")
    storage_gib         = optional(number, 50)
    multi_az            = optional(bool, false)
    backup_days         = optional(number, 7)
    deletion_protection = optional(bool, false)
  })
  default = {}
}
