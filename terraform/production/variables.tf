variable "project" {
  description = "Project name, first part of every name."
  type        = string
  default     = "atlas"
}

variable "environment" {
  description = "Environment name, second part of every name."
  type        = string

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment is staging or production."
  }
}

variable "aws_region" {
  description = "Region of every resource."
  type        = string
  default     = "eu-west-1"
}

variable "extra_tags" {
  description = "Tags beside project, environment and ManagedBy."
  type        = map(string)
  default     = {}
}

variable "vpc_cidr" {
  description = "Address range of the VPC; the ranges of the environments do not overlap, so that they could be peered."
  type        = string
}

variable "az_count" {
  description = "How many availability zones to spread over."
  type        = number
  default     = 2
}

variable "flow_logs" {
  description = "What the VPC flow logs record and for how long."
  type = object({
    traffic_type        = optional(string, "ALL")
    retention_days      = optional(number, 30)
    aggregation_seconds = optional(number, 600)
  })
  default = {}
}

variable "domain_name" {
  description = "Domain under which the dashboard and Kafka UI have their hostnames."
  type        = string
}

variable "certificate_arn" {
  description = "ACM certificate for the domain and its subdomains, in the same region; issued outside this repository."
  type        = string

  validation {
    condition     = can(regex("^arn:aws:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$", var.certificate_arn))
    error_message = "Give the full ARN of an ACM certificate."
  }
}

variable "alb_ingress_cidrs" {
  description = "Ranges that may reach the load balancer on 80 and 443. Event producers are customers' browsers and servers, so tightening it also cuts them off."
  type        = list(string)

  validation {
    condition     = alltrue([for cidr in var.alb_ingress_cidrs : can(cidrhost(cidr, 0))])
    error_message = "Every entry must be an address range such as 203.0.113.0/24."
  }
}

variable "alb_access_logs_bucket" {
  description = "Bucket for the load balancer's access logs; null writes none."
  type        = string
  default     = null
}

variable "deletion_protection" {
  description = "Refuse to delete the load balancer."
  type        = bool
  default     = false
}

variable "msk_public_access_cidrs" {
  description = "Ranges of external Kafka clients, today the ClickHouse validation flows, admitted on the brokers' public IAM port 9198."
  type        = list(string)
  default     = []

  validation {
    condition     = !contains(var.msk_public_access_cidrs, "0.0.0.0/0")
    error_message = "Name the ranges of the external clients; Kafka is never opened to everyone."
  }
}

variable "kafka" {
  description = "Size and placement of the Kafka cluster. Public access needs brokers in the public subnets and can be switched on only once the cluster exists."
  type = object({
    instance_type      = string
    broker_count       = optional(number, 2)
    volume_gib         = optional(number, 100)
    broker_subnet_tier = optional(string, "private")
    public_access      = optional(bool, false)
    server_properties  = optional(map(string), {})
  })

  validation {
    condition     = contains(["public", "private"], var.kafka.broker_subnet_tier)
    error_message = "Brokers live in the public or the private subnets."
  }
}

variable "kafka_ui_initial_password" {
  description = "Password that the Kafka UI login is seeded with; operators replace it in Secrets Manager after the first apply."
  type        = string
  sensitive   = true
  default     = "replace-after-first-apply"
}

variable "archive_bucket" {
  description = "Bucket that raw events are archived in."
  type        = string
}

variable "s3_sink_plugin" {
  description = "Where the build pipeline puts the S3 sink plugin."
  type        = object({ bucket = string, key = string })
}

variable "archived_topics" {
  description = "Topics that events ingestion writes and the S3 sink archives."
  type        = list(string)
  default     = ["events.raw", "events.rejected"]
}

variable "connect_workers" {
  description = "Smallest and largest number of MSK Connect workers."
  type        = object({ min = optional(number, 1), max = optional(number, 2) })
  default     = {}
}

variable "services" {
  description = "Image, size and number of each Fargate service's tasks. Without autoscaling the number stays where it is."
  type = map(object({
    image         = string
    cpu           = optional(number, 512)
    memory        = optional(number, 1024)
    desired_count = optional(number, 1)
    autoscaling   = optional(object({ min = number, max = number, cpu_percent = optional(number, 60) }))
  }))

  validation {
    condition     = toset(keys(var.services)) == toset(["events_ingestion", "dashboard_backend", "kafka_ui"])
    error_message = "Give exactly events_ingestion, dashboard_backend and kafka_ui."
  }
}

variable "container_insights" {
  description = "Collect metrics of every task, which CloudWatch bills by the metric."
  type        = bool
  default     = true
}

variable "dashboard_backend_port" {
  description = "Port that the dashboard backend listens on."
  type        = number
  default     = 8000
}

variable "dashboard_db" {
  description = "Size and safety of the dashboard database."
  type = object({
    engine_version      = optional(string, "16.4")
    instance_class      = optional(string, "db.t4g.medium")
    storage_gib         = optional(number, 50)
    multi_az            = optional(bool, false)
    backup_days         = optional(number, 7)
    deletion_protection = optional(bool, false)
  })
  default = {}
}

variable "dashboard_db_subnet_tier" {
  description = "Subnets of the database: public lets analysts connect from their desks, private keeps it inside."
  type        = string
  default     = "private"

  validation {
    condition     = contains(["public", "private"], var.dashboard_db_subnet_tier)
    error_message = "The database lives in the public or the private subnets."
  }
}

variable "dashboard_db_publicly_accessible" {
  description = "Give the database a public address."
  type        = bool
  default     = false
}

variable "dashboard_db_allowed_cidrs" {
  description = "Ranges that may connect to the database on 5432, beside the dashboard backend. The default is for throw-away data; name ranges everywhere else."
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "log_retention_days" {
  description = "How long service, broker and connector logs are kept."
  type        = number
  default     = 14
}

variable "alarm_emails" {
  description = "Who is told when an alarm goes off."
  type        = list(string)
  default     = []
}
