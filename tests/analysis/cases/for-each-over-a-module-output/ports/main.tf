locals {
  all = { http = 80, https = 443, ssh = 22 }
}

output "open" {
  value = { for name, port in local.all : name => port if name != "ssh" }
}
