# What the expressions beside this file may name: known and unknown values of every kind.
resource "terraform_data" "u" { input = 1 }
resource "terraform_data" "n" { 
  count = 2 
  input = count.index
}
locals {
  id = terraform_data.u.id
  out = terraform_data.u.output
  mixed = { a = "x", b = terraform_data.u.id }
  list = ["a", terraform_data.u.id]
  ubool = terraform_data.u.id == "x"
  umap = tomap({ (terraform_data.u.id) = "v" })
  nul = null
  absent = "zz"
  key = "a"
  nobj = tobool(null) == null ? null : { a = 1 }
  ulist = split(",", terraform_data.u.id)
  uset = toset(split(",", terraform_data.u.id))
  unum = length(terraform_data.u.id)
}
