resource "aws_msk_serverless_cluster" "events" {
  cluster_name = "events"

  vpc_config {
    subnet_ids = ["subnet-1"]
  }

  client_authentication {
    sasl {
      iam {
        enabled = true
      }
    }
  }
}
