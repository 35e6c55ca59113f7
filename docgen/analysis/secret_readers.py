"""Which ECS task definitions refer to which secret."""

from collections.abc import Mapping

from docgen.aws.model.base import AwsResource
from docgen.aws.model.data_protection import SECRETS, DataStore
from docgen.aws.model.network import Network
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Unknown


def secrets_of(network: Network) -> tuple[DataStore, ...]:
    return tuple(each for each in network.of(DataStore) if each.kind in SECRETS)


def readers(
    network: Network,
) -> tuple[Mapping[ResourceAddress, tuple[ResourceAddress, ...]], tuple[AwsResource, ...]]:
    """By secret the task definitions that name it; and the task definitions of which that is not known."""
    found: dict[ResourceAddress, list[ResourceAddress]] = {}
    unknown: list[AwsResource] = []
    by_text = {f"{each.address}.arn": each.address for each in secrets_of(network)}
    by_text |= {
        f"{each.address}.{name}": each.address for each in secrets_of(network) for name in ("id", "name")
    }
    for task in network.task_definitions:
        if isinstance(task.secrets, Unknown):
            unknown.append(task)
            continue
        for text in task.secrets.value:
            secret = by_text.get(text.partition(":")[0])  # "aws_secretsmanager_secret.db.arn:password::"
            if secret is not None:
                found.setdefault(secret, []).append(task.address)
    for each in secrets_of(
        network
    ):  # by name, as in "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf"
        if isinstance(each.name, Known):
            for task in network.task_definitions:
                named = task.secrets.value if isinstance(task.secrets, Known) else ()
                if any(is_named(text, each.name.value) for text in named):
                    found.setdefault(each.address, []).append(task.address)
    return {secret: tuple(dict.fromkeys(each)) for secret, each in found.items()}, tuple(unknown)


def is_named(text: str, name: str) -> bool:
    """Whether an ARN or a name means a secret or parameter."""
    last = text.split(":")[6] if text.count(":") >= 6 else text.partition(":parameter")[2] or text  # noqa: PLR2004 - parts of an ARN
    return last == name or last.rpartition("-")[0] == name
