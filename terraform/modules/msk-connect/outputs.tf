output "connector_name" {
  description = "The S3 sink connector."
  value       = aws_mskconnect_connector.s3_sink.name
}
