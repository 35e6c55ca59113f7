variable "name" {
  type = string
}

output "loud" {
  value = upper(var.name)
}

output "folder" {
  value = path.module
}

output "secret" {
  value     = "secret of ${var.name}"
  sensitive = true
}
