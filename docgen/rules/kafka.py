"""Which MSK clusters a rule is about."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.aws.model.components import KafkaCluster


def is_provisioned(cluster: KafkaCluster, _: EnvironmentFacts) -> bool:
    return not cluster.serverless
