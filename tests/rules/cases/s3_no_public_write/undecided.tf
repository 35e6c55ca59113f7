variable "it" {
  type = string
}

resource "aws_s3_bucket" "it" {
  bucket = "it"
}

resource "aws_s3_bucket_public_access_block" "it" {
  bucket                  = aws_s3_bucket.it.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "it" {
  bucket = aws_s3_bucket.it.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = var.it
      Action    = "s3:PutObject"
      Resource  = ["arn:aws:s3:::it", "arn:aws:s3:::it/*"]
    }]
  })
}
