"""What an AWS account answers, in Terraform's terms, held against the code. Only calls that read are made."""
