resource "aws_iam_role" "none" {
  name               = "none"
  assume_role_policy = "{}"
}
