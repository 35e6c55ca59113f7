variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "container_insights" {
  description = "Collect per-task metrics."
  type        = bool
  default     = true
}

variable "use_spot" {
  description = "Place tasks on spare capacity that AWS may take back at two minutes' notice."
  type        = bool
  default     = false
}
