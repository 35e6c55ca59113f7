resource "aws_secretsmanager_secret" "login" {
  name                    = "${var.name_prefix}/kafka-ui/login"
  description             = "Operator login of Kafka UI"
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "login" {
  secret_id     = aws_secretsmanager_secret.login.id
  secret_string = jsonencode({ username = "operator", password = var.initial_password })

  lifecycle {
    # Operators rotate the password in Secrets Manager; Terraform only seeds it.
    ignore_changes = [secret_string]
  }
}

module "service" {
  source = "../ecs-service"

  name_prefix        = var.name_prefix
  name               = "kafka-ui"
  cluster            = var.cluster
  size               = var.size
  subnet_ids         = var.subnet_ids
  security_group_ids = var.security_group_ids
  target_group_arn   = var.target_group_arn
  log_retention_days = var.log_retention_days

  environment = {
    AUTH_TYPE                                                      = "LOGIN_FORM"
    KAFKA_CLUSTERS_0_NAME                                          = var.name_prefix
    KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS                              = var.bootstrap_brokers
    KAFKA_CLUSTERS_0_PROPERTIES_SECURITY_PROTOCOL                  = "SASL_SSL"
    KAFKA_CLUSTERS_0_PROPERTIES_SASL_MECHANISM                     = "AWS_MSK_IAM"
    KAFKA_CLUSTERS_0_PROPERTIES_SASL_JAAS_CONFIG                   = "software.amazon.msk.auth.iam.IAMLoginModule required;"
    KAFKA_CLUSTERS_0_PROPERTIES_SASL_CLIENT_CALLBACK_HANDLER_CLASS = "software.amazon.msk.auth.iam.IAMClientCallbackHandler"
  }
  secrets = {
    SPRING_SECURITY_USER_NAME     = "${aws_secretsmanager_secret.login.arn}:username::"
    SPRING_SECURITY_USER_PASSWORD = "${aws_secretsmanager_secret.login.arn}:password::"
  }
  task_policies = {
    administer-kafka = var.kafka_policy
  }
}
