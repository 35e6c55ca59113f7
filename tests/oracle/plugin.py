"""The AWS provider itself, asked over its own protocol what it would plan: no Terraform, no network.

Terraform's core starts a provider as a child process and talks gRPC with it over a socket:
https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/tfplugin5.5.proto
Of that protocol this speaks four calls, by hand: `Configure`, `PlanResourceChange`, `ReadDataSource` and
`ValidateResourceTypeConfig`.
Values travel as msgpack, an unknown one as extension type 0:
https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/object-wire-format.md
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import msgspec

Json = dict[str, Any]

COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"
UNKNOWN = msgspec.msgpack.Ext(0, b"\x00")
ANSWER_SECONDS = 20


class Refused(Exception):  # noqa: N818 - it says what the provider did
    """The provider answered with an error, or died."""


class Planned(msgspec.Struct, frozen=True):
    values: Any  # unknown values are None there, and True in `unknown`
    legacy: bool  # the provider plans this type with its older SDK


class Provider:
    """A running provider process."""

    def __init__(self, address: str, schema: Json) -> None:
        self.channel = grpc.insecure_channel(address)
        self.schema = schema

    def configure(self, region: str) -> None:
        empty = empty_body(self.schema["provider"]["block"])
        given = {
            "region": region,
            "access_key": "test",
            "secret_key": "test",
            "skip_credentials_validation": True,
            "skip_metadata_api_check": "true",
            "skip_region_validation": True,
            "skip_requesting_account_id": True,
        }
        request = text_field(1, "1.11.4") + field(2, dynamic(empty | given))
        problems = [read_message(each) for each in read_fields(self.call("Configure", request)).get(1, ())]
        if any(each.get("severity") == 1 for each in problems):
            raise Refused(str(problems))

    def plan(self, type_: str, config: Json, proposed: Json) -> Planned:
        """What the provider makes of a new resource with this configuration."""
        request = (
            text_field(1, type_)
            + field(2, dynamic(None))
            + field(3, dynamic(proposed))
            + field(4, dynamic(config))
            + field(6, dynamic({}))
        )
        answer = read_fields(self.call("PlanResourceChange", request))
        problems = [read_message(each) for each in answer.get(4, ())]
        if any(each.get("severity") == 1 for each in problems):
            raise Refused(str(problems))
        state = read_fields(answer[1][0])[1][0]
        return Planned(msgspec.msgpack.decode(state), bool(answer.get(5)))

    def replaced(self, type_: str, prior: Json, config: Json, proposed: Json) -> list[list[str | int]]:
        """The paths because of which a resource that is there would be made again, with this configuration."""
        request = (
            text_field(1, type_)
            + field(2, dynamic(prior))
            + field(3, dynamic(proposed))
            + field(4, dynamic(config))
            + field(6, dynamic({}))
        )
        answer = read_fields(self.call("PlanResourceChange", request))
        problems = [read_message(each) for each in answer.get(4, ())]
        if any(each.get("severity") == 1 for each in problems):
            raise Refused(str(problems))
        return [read_path(each) for each in answer.get(2, ())]

    def read(self, type_: str, config: Json) -> Json:
        """What a data source with this configuration answers."""
        request = text_field(1, type_) + field(2, dynamic(config)) + field(3, dynamic({}))
        answer = read_fields(self.call("ReadDataSource", request))
        problems = [read_message(each) for each in answer.get(2, ())]
        if any(each.get("severity") == 1 for each in problems):
            raise Refused(str(problems))
        made: Json = msgspec.msgpack.decode(read_fields(answer[1][0])[1][0])
        return made

    def validate(self, type_: str, config: Json) -> list[Json]:
        """What the provider has to say about a resource's configuration: {"severity", "summary", "detail", "path"}."""
        request = text_field(1, type_) + field(2, dynamic(config))
        answer = read_fields(self.call("ValidateResourceTypeConfig", request))
        return [read_message(each) for each in answer.get(1, ())]

    def call(self, name: str, request: bytes) -> bytes:
        method = self.channel.unary_unary(f"/tfplugin5.Provider/{name}")
        try:
            answer: bytes = method(request, timeout=ANSWER_SECONDS)
        except grpc.RpcError as problem:
            raise Refused(str(problem)) from problem
        return answer


@contextmanager
def running_provider(mirror: Path, schema: Json, region: str = "eu-west-1") -> Iterator[Provider]:
    """A configured provider that lives as long as the block."""
    program = next(mirror.glob("**/terraform-provider-aws*"))
    with (
        tempfile.TemporaryDirectory() as place,
        subprocess.Popen(  # noqa: S603 - fixed program, no arguments
            [program],
            env={"PATH": os.environ["PATH"], "HOME": place, "TMPDIR": place}
            | {"TF_PLUGIN_MAGIC_COOKIE": COOKIE, "PLUGIN_PROTOCOL_VERSIONS": "5"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            _, _, network, address, *_ = process.stdout.readline().split("|")
            provider = Provider(f"{network}:{address}" if network == "unix" else address, schema)
            provider.configure(region)
            yield provider
        finally:
            process.kill()


def empty_body(block: Json) -> Json:
    """A body that sets nothing."""
    made: Json = dict.fromkeys(block.get("attributes", {}))
    for name, nested in block.get("block_types", {}).items():
        made[name] = None if nested["nesting_mode"] in {"single", "group"} else []
    return made


# -- protocol buffers, as much as it takes: https://protobuf.dev/programming-guides/encoding/ ------


def varint(number: int) -> bytes:
    made = bytearray()
    while number > 0x7F:
        made.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*made, number])


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def text_field(number: int, text: str) -> bytes:
    return field(number, text.encode())


def dynamic(value: object) -> bytes:
    """A DynamicValue."""
    return field(1, msgspec.msgpack.encode(value))


def read_varint(content: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = content[at]
        at += 1
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return number, at


def read_fields(content: bytes) -> dict[int, list[Any]]:
    """The fields of a message by number: bytes, or whole numbers."""
    found: dict[int, list[Any]] = {}
    at = 0
    while at < len(content):
        tag, at = read_varint(content, at)
        if tag & 7 == 2:
            length, at = read_varint(content, at)
            found.setdefault(tag >> 3, []).append(content[at : at + length])
            at += length
        else:
            number, at = read_varint(content, at)
            found.setdefault(tag >> 3, []).append(number)
    return found


def read_message(content: bytes) -> Json:
    """A Diagnostic."""
    fields = read_fields(content)
    return {
        "severity": fields.get(1, [0])[0],
        "summary": b"".join(fields.get(2, [])).decode(),
        "detail": b"".join(fields.get(3, [])).decode(),
        "path": read_path(fields.get(4, [b""])[0]),
    }


def read_path(content: bytes) -> list[str | int]:
    """An AttributePath: names, keys and numbers."""
    steps: list[str | int] = []
    for each in read_fields(content).get(1, ()):
        fields = read_fields(each)
        steps.append(fields[3][0] if 3 in fields else next(iter(fields.values()))[0].decode())
    return steps
