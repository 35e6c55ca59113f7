"""What Terraform or AWS says that there is: plans, states and accounts, read as data and held against an evaluation."""
