"""Calls to AWS: the only module of docgen that uses a network, and only for `docgen verify --live`."""

import importlib
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import msgspec

from docgen.app.output import usage_error
from docgen.aws.read import region_of
from docgen.language.instance import Instance
from docgen.recorded.live.calls import Answers, ask_account
from docgen.source.diagnostic import Result, error
from docgen.source.traced import Known
from docgen.workspace.environment import EnvironmentEvaluation


class Asked(msgspec.Struct, frozen=True):
    """The answers of an account, and its name in sentences."""

    answers: Answers
    title: str


def ask_aws(
    evaluation: EnvironmentEvaluation, profile: str | None, region: str | None
) -> Result[Asked | None]:
    """The answers of the account that the ambient credentials, or a profile, are for."""
    if find_spec("boto3") is None:
        raise usage_error("--live needs an extra: pip install 'terraform-docgen[live]'.")
    boto3: Any = importlib.import_module("boto3")
    exceptions: Any = importlib.import_module("botocore.exceptions")
    where = region or only_region(evaluation)
    try:
        session = boto3.Session(profile_name=profile, region_name=where)
        if session.region_name is None:
            raise usage_error("Give --region: neither the providers nor the AWS configuration name one.")
        answers = ask_account(session, bucket_names(evaluation))
    except (exceptions.BotoCoreError, exceptions.ClientError) as problem:
        detail = f"AWS could not be asked: {problem}. Nothing was compared."
        return Result(None, (error("No answer from AWS", detail),))
    return Result(Asked(answers, f"AWS in {session.region_name}"))


def only_region(evaluation: EnvironmentEvaluation) -> str | None:
    """The Region of the environment's resources, where they have one and the same."""
    regions = [region_of(each) for each in managed(evaluation)]
    found = {each.value for each in regions if isinstance(each, Known)}
    return found.pop() if len(found) == 1 else None


def managed(evaluation: EnvironmentEvaluation) -> Iterator[Instance]:
    return (
        each
        for each in evaluation.instances
        if each.address.mode == "managed" and each.address.type.startswith("aws_")
    )


def bucket_names(evaluation: EnvironmentEvaluation) -> tuple[str, ...]:
    """The buckets that the code makes, or names in a block of public access."""
    names = (each.attribute("bucket") for each in managed(evaluation))
    return tuple(
        dict.fromkeys(each.payload for each in names if each is not None and isinstance(each.payload, str))
    )
