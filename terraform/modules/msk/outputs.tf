output "arn" {
  description = "Cluster ARN."
  value       = aws_msk_cluster.this.arn
}

output "bootstrap_brokers" {
  description = "Broker addresses by kind of access; public is empty while public access is off."
  value = {
    private = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
    public  = aws_msk_cluster.this.bootstrap_brokers_public_sasl_iam
  }
}

output "client_policies" {
  description = "IAM policies for clients, by what they do: produce, consume, connect, administer."
  value       = { for role, document in data.aws_iam_policy_document.client : role => document.json }
}
