variable "it" {
  type = string
}

resource "aws_iam_policy" "p" {
  name   = "p"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.it, Resource = "*" }]
  })
}
