locals {
  produce = ["kafka-cluster:DescribeTopic", "kafka-cluster:WriteData", "kafka-cluster:WriteDataIdempotently"]
  consume = ["kafka-cluster:DescribeTopic", "kafka-cluster:ReadData", "kafka-cluster:DescribeGroup", "kafka-cluster:AlterGroup"]

  client_actions = {
    produce    = local.produce
    consume    = local.consume
    connect    = distinct(concat(local.produce, local.consume, ["kafka-cluster:CreateTopic"]))
    administer = distinct(concat(local.consume, ["kafka-cluster:*Topic*", "kafka-cluster:*Group*"]))
  }

  cluster_arn = aws_msk_cluster.this.arn
}

data "aws_iam_policy_document" "client" {
  for_each = local.client_actions

  statement {
    sid       = "Connect"
    actions   = ["kafka-cluster:Connect", "kafka-cluster:DescribeCluster"]
    resources = [local.cluster_arn]
  }

  statement {
    sid     = "Use"
    actions = each.value
    resources = [
      for kind in ["topic", "group"] : "${replace(local.cluster_arn, ":cluster/", ":${kind}/")}/*"
    ]
  }
}
