variable "stage" {
  description = "dev or prod"
  type        = string
}

variable "supernet" {
  description = "IPv4 range of the whole harbor"
}

variable "quays" {
  description = "Virtual machines by name: where each stands and how large it is"
  type        = map(object({ zone = string, size = optional(string, "t3.small") }))
}

variable "partners" {
  description = "Shipping companies that send manifests, by name"
  type        = map(string)
  default     = {}
}

variable "ops_cidrs" {
  description = "Where operators sit; SSH comes from nowhere else"
  type        = list(string)
  default     = []
}

variable "open_to_ipv6" {
  description = "Whether the gate also answers over IPv6"
  type        = bool
  default     = false
}

variable "readers" {
  description = "Aurora instances beside the writer"
  type        = number
  default     = 0
}

variable "ami" {
  description = "Machine image of the quays, built and tested elsewhere"
  type        = string
  default     = "ami-0123456789abcdef0"
}

locals {
  region = "eu-central-1"
  zones  = ["a", "b"]
  prefix = "hbr-${var.stage}"

  gate_port  = 443
  quay_port  = 8443
  quay_zones = distinct(values(var.quays)[*].zone)
}
