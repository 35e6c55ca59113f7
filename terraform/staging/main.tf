locals {
  name_prefix = format("%s-%s", var.project, var.environment)
  tags        = merge({ Project = var.project, Environment = var.environment, ManagedBy = "terraform" }, var.extra_tags)

  hostnames = {
    dashboard_backend = "dashboard.${var.domain_name}"
    kafka_ui          = "kafka.${var.domain_name}"
  }

  cluster            = { name = module.ecs_cluster.name, arn = module.ecs_cluster.arn }
  private_subnet_ids = module.vpc.subnet_ids["private"]
}

module "vpc" {
  source = "../modules/vpc"

  name_prefix             = local.name_prefix
  cidr_block              = var.vpc_cidr
  az_count                = var.az_count
  alb_ingress_cidrs       = var.alb_ingress_cidrs
  msk_public_access_cidrs = var.msk_public_access_cidrs
  flow_logs               = var.flow_logs
}

module "alb" {
  source = "../modules/alb"

  name_prefix          = local.name_prefix
  vpc_id               = module.vpc.vpc_id
  subnet_ids           = module.vpc.subnet_ids["public"]
  security_group_id    = module.vpc.security_group_ids["alb"]
  certificate_arn      = var.certificate_arn
  access_logs_bucket   = var.alb_access_logs_bucket
  deletion_protection  = var.deletion_protection
  default_target_group = "events_ingestion"

  target_groups = {
    events_ingestion = {
      port = 8080
    }
    dashboard_backend = {
      port              = var.dashboard_backend_port
      health_check_path = "/api/health"
      hosts             = [local.hostnames["dashboard_backend"]]
      priority          = 10
    }
    kafka_ui = {
      port              = 8080
      health_check_path = "/actuator/health"
      hosts             = [local.hostnames["kafka_ui"]]
      priority          = 20
    }
  }
}

module "ecs_cluster" {
  source = "../modules/ecs-cluster"

  name_prefix        = local.name_prefix
  container_insights = var.container_insights
}

module "msk" {
  source = "../modules/msk"

  name_prefix        = local.name_prefix
  instance_type      = var.kafka.instance_type
  broker_count       = var.kafka.broker_count
  volume_gib         = var.kafka.volume_gib
  subnet_tier        = var.kafka.broker_subnet_tier
  subnet_ids         = module.vpc.subnet_ids[var.kafka.broker_subnet_tier]
  security_group_ids = [module.vpc.security_group_ids["msk"]]
  public_access      = var.kafka.public_access
  server_properties  = var.kafka.server_properties
  log_retention_days = var.log_retention_days
}

module "msk_connect" {
  source = "../modules/msk-connect"

  name_prefix        = local.name_prefix
  bootstrap_brokers  = module.msk.bootstrap_brokers["private"]
  kafka_policy       = module.msk.client_policies["connect"]
  subnet_ids         = local.private_subnet_ids
  security_group_ids = [module.vpc.security_group_ids["msk_connect"]]
  archive_bucket     = var.archive_bucket
  plugin             = var.s3_sink_plugin
  topics             = var.archived_topics
  workers            = var.connect_workers
  log_retention_days = var.log_retention_days
}

module "events_ingestion" {
  source = "../modules/ecs-service"

  name_prefix        = local.name_prefix
  name               = "events-ingestion"
  cluster            = local.cluster
  size               = var.services["events_ingestion"]
  subnet_ids         = local.private_subnet_ids
  security_group_ids = [module.vpc.security_group_ids["ecs"]]
  target_group_arn   = module.alb.target_group_arns["events_ingestion"]
  log_retention_days = var.log_retention_days

  environment = {
    KAFKA_BROKERS = module.msk.bootstrap_brokers["private"]
    KAFKA_TOPICS  = join(",", var.archived_topics)
  }
  task_policies = {
    produce-events = module.msk.client_policies["produce"]
  }
}

module "dashboard_backend" {
  source = "../modules/dashboard-backend"

  name_prefix           = local.name_prefix
  vpc_id                = module.vpc.vpc_id
  cluster               = local.cluster
  size                  = var.services["dashboard_backend"]
  subnet_ids            = local.private_subnet_ids
  alb_security_group_id = module.vpc.security_group_ids["alb"]
  target_group_arn      = module.alb.target_group_arns["dashboard_backend"]
  container_port        = var.dashboard_backend_port
  hostname              = local.hostnames["dashboard_backend"]
  database              = module.dashboard_database.connection
  log_retention_days    = var.log_retention_days
}

module "dashboard_database" {
  source = "../modules/rds"

  name_prefix               = local.name_prefix
  vpc_id                    = module.vpc.vpc_id
  subnet_ids                = module.vpc.subnet_ids[var.dashboard_db_subnet_tier]
  publicly_accessible       = var.dashboard_db_publicly_accessible
  allowed_cidrs             = var.dashboard_db_allowed_cidrs
  client_security_group_ids = { dashboard_backend = module.dashboard_backend.security_group_id }
  settings                  = var.dashboard_db
}

module "kafka_ui" {
  source = "../modules/kafka-ui"

  name_prefix        = local.name_prefix
  cluster            = local.cluster
  size               = var.services["kafka_ui"]
  subnet_ids         = local.private_subnet_ids
  security_group_ids = [module.vpc.security_group_ids["ecs"]]
  target_group_arn   = module.alb.target_group_arns["kafka_ui"]
  bootstrap_brokers  = module.msk.bootstrap_brokers["private"]
  kafka_policy       = module.msk.client_policies["administer"]
  initial_password   = var.kafka_ui_initial_password
  log_retention_days = var.log_retention_days
}

module "observability" {
  source = "../modules/observability"

  name_prefix         = local.name_prefix
  cluster_name        = module.ecs_cluster.name
  alb_arn_suffix      = module.alb.arn_suffix
  database_identifier = module.dashboard_database.identifier
  alarm_emails        = var.alarm_emails

  # Names, not module outputs: alarms are keyed by service, and keys must be known while planning.
  service_names = [for service in keys(var.services) : "${local.name_prefix}-${replace(service, "_", "-")}"]
}
