# The root module that the expressions of the console are asked in.

variable "unset" {
  type = number
}

variable "port" {
  type    = number
  default = 443
}

variable "names" {
  type    = list(string)
  default = ["b", "a"]
}

variable "password" {
  type      = string
  default   = "hunter2-of-the-test"
  sensitive = true
}

variable "settings" {
  type = map(object({
    size    = optional(number, 1)
    enabled = optional(bool)
  }))
  default = {
    one = {}
    two = { size = 2, enabled = true }
  }
}

variable "nothing" {
  type    = set(string)
  default = null
}

locals {
  greeting = "hello"
  lines    = "one\ntwo"
  login    = { user = "admin", password = var.password }
  mixed    = [1, "a", true, null, { b = [] }]
}

resource "terraform_data" "single" {
  input = { port = var.port }
}

resource "terraform_data" "many" {
  count = 2
  input = count.index
}

resource "terraform_data" "named" {
  for_each = toset(var.names)
  input    = each.key
}

module "child" {
  source = "./child"
  name   = local.greeting
}

module "children" {
  source   = "./child"
  for_each = { x = "ex", y = "why" }
  name     = each.value
}
