resource "aws_cloudwatch_log_group" "web" {
  name = "web"
  kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1"
}
