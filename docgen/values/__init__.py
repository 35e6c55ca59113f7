"""Terraform's values and types, and what can be done with them without its language: compare, convert, unify, print.

In: nothing but sources and syntax. Out: `Value`, whose every part is traced and may be unknown or marked.
https://developer.hashicorp.com/terraform/language/expressions/types
"""
