environment = "production"
vpc_cidr    = "10.30.0.0/16"
domain_name = "atlas.example.com"
extra_tags  = { CostCenter = "data-platform" }

certificate_arn = "arn:aws:acm:eu-west-1:444455556666:certificate/9f8e7d6c-5b4a-3928-1706-f5e4d3c2b1a0"

alb_ingress_cidrs      = ["0.0.0.0/0"]
alb_access_logs_bucket = "atlas-production-alb-logs"
deletion_protection    = true

flow_logs = {
  retention_days      = 365
  aggregation_seconds = 60
}
log_retention_days = 90

kafka = {
  instance_type = "kafka.m7g.xlarge"
  broker_count  = 4
  volume_gib    = 1000
  server_properties = {
    "log.retention.hours" = "336"
  }
}
# Ready for the day when the validation flows move here; without public access nothing listens on 9198.
msk_public_access_cidrs = ["203.0.113.16/28", "198.51.100.64/27"]

dashboard_db = {
  instance_class      = "db.m7g.large"
  storage_gib         = 200
  multi_az            = true
  backup_days         = 30
  deletion_protection = true
}
dashboard_db_subnet_tier         = "private"
dashboard_db_publicly_accessible = false
dashboard_db_allowed_cidrs = [
  "10.30.0.0/16",
  # The analysts' VPN, which reaches the VPC through private addresses.
  "10.90.4.0/22",
]

archive_bucket = "atlas-production-raw-events"
s3_sink_plugin = {
  bucket = "atlas-build-artifacts"
  key    = "connect/s3-sink-10.5.7.zip"
}
connect_workers = { min = 2, max = 6 }

services = {
  events_ingestion = {
    image         = "registry.example.com/atlas/events-ingestion:2.14.0"
    cpu           = 1024
    memory        = 2048
    desired_count = 3
    autoscaling   = { min = 3, max = 12 }
  }
  dashboard_backend = {
    image         = "registry.example.com/atlas/dashboard-backend:5.3.1"
    desired_count = 2
    autoscaling   = { min = 2, max = 6, cpu_percent = 70 }
  }
  kafka_ui = {
    image = "registry.example.com/mirror/kafka-ui:0.7.2"
  }
}

alarm_emails = ["platform-oncall@example.com"]
