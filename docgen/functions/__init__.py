"""Terraform's functions, one file per family of Terraform's own reference.

In: evaluated arguments. Out: a value, or a `FunctionError`.
https://developer.hashicorp.com/terraform/language/functions
"""
