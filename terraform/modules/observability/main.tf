locals {
  thresholds = merge({ CPUUtilization = 85, MemoryUtilization = 90 }, var.service_thresholds)

  service_alarms = flatten([
    for service in var.service_names : [
      for metric, percent in local.thresholds : {
        key     = "${service}/${metric}"
        service = service
        metric  = metric
        percent = percent
      }
    ]
  ])

  severity_by_metric = { MemoryUtilization = "page" }
}

resource "aws_sns_topic" "alarms" {
  name              = "${var.name_prefix}-alarms"
  kms_master_key_id = "alias/aws/sns"
}

resource "aws_sns_topic_subscription" "email" {
  for_each = toset(var.alarm_emails)

  topic_arn = aws_sns_topic.alarms.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_metric_alarm" "service" {
  for_each = { for alarm in local.service_alarms : alarm.key => alarm }

  alarm_name          = replace(each.key, "/", "-")
  alarm_description   = format("%s of %s is above %d%%", each.value.metric, each.value.service, each.value.percent)
  namespace           = "AWS/ECS"
  metric_name         = each.value.metric
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.percent
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    ClusterName = var.cluster_name
    ServiceName = each.value.service
  }

  tags = { Severity = lookup(local.severity_by_metric, each.value.metric, "ticket") }
}

resource "aws_cloudwatch_metric_alarm" "alb_errors" {
  alarm_name          = "${var.name_prefix}-alb-5xx"
  alarm_description   = "The load balancer answers with errors of its own"
  namespace           = "AWS/ApplicationELB"
  metric_name         = "HTTPCode_ELB_5XX_Count"
  statistic           = "Sum"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 10
  period              = 60
  evaluation_periods  = 3
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alarms.arn]
  dimensions          = { LoadBalancer = var.alb_arn_suffix }
}

resource "aws_cloudwatch_metric_alarm" "database_storage" {
  alarm_name          = "${var.name_prefix}-dashboard-storage"
  alarm_description   = "The dashboard database has less than 5 GiB left"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 5 * pow(1024, 3)
  period              = 300
  evaluation_periods  = 2
  alarm_actions       = [aws_sns_topic.alarms.arn]
  dimensions          = { DBInstanceIdentifier = var.database_identifier }
}
