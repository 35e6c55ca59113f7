"""EC2 calls from standard input, their answers as JSON on standard output.

In: `[["describe_subnets", {}], …]`. It runs in the Python of moto_server, which has boto3, and imports nothing of ours.
"""

import json
import sys

import boto3


def main() -> None:
    ec2 = boto3.client(
        "ec2",
        endpoint_url=sys.argv[1],
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",  # noqa: S106 - any will do for a fake AWS
    )
    answers = [getattr(ec2, name)(**arguments) for name, arguments in json.load(sys.stdin)]
    json.dump(answers, sys.stdout, default=str)


if __name__ == "__main__":
    main()
