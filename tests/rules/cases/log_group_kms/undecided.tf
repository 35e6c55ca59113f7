variable "it" {
  type = string
}

resource "aws_cloudwatch_log_group" "web" {
  name = "web"
  kms_key_id = var.it
}
