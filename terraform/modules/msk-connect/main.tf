data "aws_region" "current" {}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["kafkaconnect.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "write_archive" {
  statement {
    actions   = ["s3:ListBucket", "s3:GetBucketLocation", "s3:ListBucketMultipartUploads"]
    resources = [aws_s3_bucket.archive.arn]
  }

  statement {
    actions   = ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"]
    resources = ["${aws_s3_bucket.archive.arn}/*"]
  }
}

resource "aws_s3_bucket" "archive" {
  bucket = var.archive_bucket
}

resource "aws_s3_bucket_public_access_block" "archive" {
  bucket                  = aws_s3_bucket.archive.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "archive" {
  bucket = aws_s3_bucket.archive.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
    }
  }
}

resource "aws_iam_role" "connector" {
  name               = "${var.name_prefix}-s3-sink"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "connector" {
  for_each = {
    use-kafka     = var.kafka_policy
    write-archive = data.aws_iam_policy_document.write_archive.json
  }

  name   = each.key
  role   = aws_iam_role.connector.id
  policy = each.value
}

resource "aws_cloudwatch_log_group" "connector" {
  name              = "/msk-connect/${var.name_prefix}/s3-sink"
  retention_in_days = var.log_retention_days
}

resource "aws_mskconnect_custom_plugin" "s3_sink" {
  name         = "${var.name_prefix}-s3-sink"
  description  = "Confluent S3 sink, published by the build pipeline"
  content_type = "ZIP"

  location {
    s3 {
      bucket_arn = "arn:aws:s3:::${var.plugin.bucket}"
      file_key   = var.plugin.key
    }
  }
}

resource "aws_mskconnect_connector" "s3_sink" {
  name                       = "${var.name_prefix}-s3-sink"
  description                = "Archives raw events for replay"
  kafkaconnect_version       = "2.7.1"
  service_execution_role_arn = aws_iam_role.connector.arn

  connector_configuration = merge(
    {
      "connector.class"                = "io.confluent.connect.s3.S3SinkConnector"
      "storage.class"                  = "io.confluent.connect.s3.storage.S3Storage"
      "format.class"                   = "io.confluent.connect.s3.format.json.JsonFormat"
      "key.converter"                  = "org.apache.kafka.connect.storage.StringConverter"
      "value.converter"                = "org.apache.kafka.connect.json.JsonConverter"
      "value.converter.schemas.enable" = "false"
      "s3.bucket.name"                 = aws_s3_bucket.archive.bucket
      "s3.region"                      = data.aws_region.current.name
      "topics"                         = join(",", var.topics)
      "tasks.max"                      = "2"
      "flush.size"                     = "1000"
    },
    var.connector_overrides,
  )

  capacity {
    autoscaling {
      mcu_count        = 1
      min_worker_count = var.workers.min
      max_worker_count = var.workers.max

      scale_in_policy {
        cpu_utilization_percentage = 20
      }
      scale_out_policy {
        cpu_utilization_percentage = 80
      }
    }
  }

  kafka_cluster {
    apache_kafka_cluster {
      bootstrap_servers = var.bootstrap_brokers

      vpc {
        security_groups = var.security_group_ids
        subnets         = var.subnet_ids
      }
    }
  }

  kafka_cluster_client_authentication {
    authentication_type = "IAM"
  }

  kafka_cluster_encryption_in_transit {
    encryption_type = "TLS"
  }

  plugin {
    custom_plugin {
      arn      = aws_mskconnect_custom_plugin.s3_sink.arn
      revision = aws_mskconnect_custom_plugin.s3_sink.latest_revision
    }
  }

  log_delivery {
    worker_log_delivery {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.connector.name
      }
    }
  }
}
