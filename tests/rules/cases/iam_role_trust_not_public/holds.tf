resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = "*"
    Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-abcdefghij" } } }]
  })
}
