locals {
  server_properties = merge(
    {
      "auto.create.topics.enable"  = false
      "default.replication.factor" = var.broker_count
      "min.insync.replicas"        = max(var.broker_count - 1, 1)
      "log.retention.hours"        = 168
    },
    var.server_properties,
    # Last, so that no caller can open it again: AWS refuses public access without it.
    { "allow.everyone.if.no.acl.found" = false },
  )
}

resource "aws_cloudwatch_log_group" "brokers" {
  name              = "/msk/${var.name_prefix}/brokers"
  retention_in_days = var.log_retention_days
}

resource "aws_msk_configuration" "this" {
  name           = "${var.name_prefix}-kafka"
  description    = "Broker settings of ${var.name_prefix}"
  kafka_versions = [var.kafka_version]

  server_properties = templatefile("${path.module}/server.properties.tftpl", {
    properties = local.server_properties
  })
}

resource "aws_msk_cluster" "this" {
  cluster_name           = "${var.name_prefix}-kafka"
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.broker_count
  enhanced_monitoring    = "PER_BROKER"

  broker_node_group_info {
    instance_type   = var.instance_type
    client_subnets  = var.subnet_ids
    security_groups = var.security_group_ids

    storage_info {
      ebs_storage_info {
        volume_size = var.volume_gib
      }
    }

    connectivity_info {
      public_access {
        type = var.public_access ? "SERVICE_PROVIDED_EIPS" : "DISABLED"
      }
    }
  }

  client_authentication {
    unauthenticated = false

    sasl {
      iam = true
    }
  }

  configuration_info {
    arn      = aws_msk_configuration.this.arn
    revision = aws_msk_configuration.this.latest_revision
  }

  encryption_info {
    encryption_at_rest_kms_key_arn = var.kms_key_arn

    encryption_in_transit {
      client_broker = "TLS"
      in_cluster    = true
    }
  }

  logging_info {
    broker_logs {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.brokers.name
      }
    }
  }

  lifecycle {
    precondition {
      condition     = !var.public_access || var.subnet_tier == "public"
      error_message = "AWS gives brokers public addresses only in subnets that route to an internet gateway."
    }
  }
}
