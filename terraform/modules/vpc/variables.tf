variable "name_prefix" {
  description = "Prefix of every name, such as atlas-staging."
  type        = string
}

variable "cidr_block" {
  description = "Address range of the VPC; a /16 leaves room for sixteen /20 blocks."
  type        = string

  validation {
    condition     = can(cidrhost(var.cidr_block, 0)) && try(tonumber(split("/", var.cidr_block)[1]), 32) <= 20
    error_message = "The VPC needs a range of /20 or larger."
  }
}

variable "az_count" {
  description = "How many availability zones to spread over, taken in the order in which AWS lists them."
  type        = number
  default     = 2

  validation {
    condition     = var.az_count >= 2
    error_message = "The load balancer and Kafka need at least two availability zones."
  }
}

variable "alb_ingress_cidrs" {
  description = "Ranges that may open connections to the load balancer on 80 and 443."
  type        = list(string)
}

variable "msk_public_access_cidrs" {
  description = "Ranges that may reach the brokers' public IAM port, 9198. The rule has no effect until the cluster itself has public access."
  type        = list(string)
  default     = []
}

variable "flow_logs" {
  description = "What the VPC flow logs record and for how long."
  type = object({
    traffic_type        = optional(string, "ALL")
    retention_days      = optional(number, 30)
    aggregation_seconds = optional(number, 600)
  })
  default = {}
}
