output "connection" {
  description = "What a client needs to connect; the secret is the one that RDS manages and rotates."
  value = {
    host       = aws_db_instance.this.address
    name       = aws_db_instance.this.db_name
    secret_arn = one(aws_db_instance.this.master_user_secret[*].secret_arn)
  }
}

output "identifier" {
  description = "Instance name as CloudWatch metrics know it."
  value       = aws_db_instance.this.identifier
}

output "security_group_id" {
  description = "Group of the database."
  value       = aws_security_group.this.id
}
