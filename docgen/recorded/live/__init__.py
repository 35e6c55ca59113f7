"""Compares an AWS account with the code, in Terraform's terms. Only read calls are made."""
