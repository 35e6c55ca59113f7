variable "name_prefix" {
  description = "Prefix of every name."
  type        = string
}

variable "container_insights" {
  description = "Collect per-task metrics."
  type        = bool
  default     = true
}
