"""The real `terraform` program, run offline: plan or apply against a fake AWS, and a plan with mocked ids."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.oracle.mock import mock_file

Json = dict[str, Any]

PROVIDER = "registry.terraform.io/hashicorp/aws"
MIRRORS = (Path("/opt"), Path("/usr/local"), Path("/usr/share"), Path.home())
MOTO_START_SECONDS = 60
CALLS = Path(__file__).with_name("aws_calls.py")


class ProgramError(RuntimeError):
    """A program that the recording needs is missing or refused its input."""


def find_mirror() -> Path:
    """The folder above `registry.terraform.io` that holds the AWS provider."""
    for place in MIRRORS:
        for found in sorted(place.glob(f"**/{PROVIDER}/**/terraform-provider-aws*")):
            return Path(str(found).partition(f"/{PROVIDER}/")[0])
    raise ProgramError("no terraform-provider-aws below " + ", ".join(map(str, MIRRORS)) + "; give --mirror")


def missing_program() -> str | None:
    """Why nothing can be recorded here, or None."""
    for program in ("terraform", "moto_server"):
        if shutil.which(program) is None:
            return f"{program} is not on PATH"
    try:
        find_mirror()
    except ProgramError as error:
        return str(error)
    return None


@dataclass(frozen=True, slots=True)
class Planned:
    """One root, planned twice."""

    real: Json
    """`terraform show -json` of the plan against the fake AWS: ids are unknown."""
    mocked: Json
    """`resource_changes` of the mocked plan: an id is the address of its resource."""
    versions: dict[str, str]
    """Terraform's and the provider's."""


@dataclass(frozen=True, slots=True)
class Terraform:
    mirror: Path
    endpoint: str

    def plan(self, project: Path, root: str, var_files: Sequence[str]) -> Planned:
        """Both plans of `root`, made in a copy of `project` that is thrown away."""
        with tempfile.TemporaryDirectory() as place:
            copy = Path(place) / "project"
            shutil.copytree(project, copy, ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"))
            return self._plan_here(copy / root, [f"-var-file={each}" for each in var_files])

    def apply(self, here: Path) -> Json:
        """The state after everything in `here` was made in the fake AWS; `here` is a copy that the caller throws away."""
        self._run(here, "init", f"-plugin-dir={self.mirror}", "-input=false", "-backend=false")
        self._run(here, "apply", "-input=false", "-lock=false", "-auto-approve")
        state: Json = json.loads(self._run(here, "show", "-json"))
        return state

    def schema(self) -> Json:
        """`terraform providers schema -json` of the AWS provider."""
        with tempfile.TemporaryDirectory() as place:
            here = Path(place)
            (here / "main.tf").write_text('provider "aws" {}\n', encoding="utf-8")
            self._run(here, "init", f"-plugin-dir={self.mirror}", "-input=false")
            schemas: Json = json.loads(self._run(here, "providers", "schema", "-json"))
            provider: Json = schemas["provider_schemas"][PROVIDER]
            return provider

    def _plan_here(self, here: Path, values: list[str]) -> Planned:
        self._run(here, "init", f"-plugin-dir={self.mirror}", "-input=false", "-backend=false")
        self._run(here, "validate")
        self._run(here, "plan", "-input=false", "-lock=false", "-out=recorded.tfplan", *values)
        real: Json = json.loads(self._run(here, "show", "-json", "recorded.tfplan"))
        (here / "recorded.tftest.hcl").write_text(mock_file(real), encoding="utf-8")
        log = self._run(here, "test", "-json", "-verbose", *values)
        for line in log.splitlines():
            message: Json = json.loads(line)
            if message.get("type") == "test_plan":
                return Planned(real, message["test_plan"], self._versions(here))
        raise ProgramError("terraform test printed no plan:\n" + log)

    def _versions(self, here: Path) -> dict[str, str]:
        told: Json = json.loads(self._run(here, "version", "-json"))
        return {"terraform": told["terraform_version"], "aws": told["provider_selections"][PROVIDER]}

    def _run(self, here: Path, *arguments: str) -> str:
        # No variable of the caller's shell may choose values, a workspace, another AWS or real credentials.
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TF_", "AWS_"))}
        done = subprocess.run(  # noqa: S603 - fixed program, and the arguments are ours
            [program("terraform"), *arguments],
            cwd=here,
            env=kept
            | {
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_REGION": "us-east-1",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_ENDPOINT_URL": self.endpoint,
                "CHECKPOINT_DISABLE": "1",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ProgramError(f"terraform {arguments[0]} in {here.name}:\n{done.stdout}{done.stderr}")
        return done.stdout


def program(name: str) -> str:
    """Where a program is."""
    if found := shutil.which(name):
        return found
    raise ProgramError(f"{name} is not on PATH")


def call_aws(endpoint: str, *calls: tuple[str, Json]) -> list[Json]:
    """What the fake AWS answers to EC2 calls; boto3 comes with moto, so moto's Python makes them."""
    done = subprocess.run(  # noqa: S603 - fixed program, and the arguments are ours
        [*python_of(Path(program("moto_server"))), str(CALLS), endpoint],
        input=json.dumps(calls),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ProgramError(done.stderr)
    answers: list[Json] = json.loads(done.stdout)
    return answers


def python_of(script: Path) -> list[str]:
    """The interpreter that a Python program names in its first line; beside a wrapper in another language lies its own."""
    interpreter = script.read_text(encoding="utf-8").partition("\n")[0].removeprefix("#!").split()
    return interpreter if "python" in interpreter[-1] else [str(script.with_name("python3"))]


@contextmanager
def fake_aws() -> Iterator[str]:
    """The address of a fake AWS that lives as long as the block."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    command = [program("moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(  # noqa: S603 - fixed program, and the arguments are ours
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + MOTO_START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    raise ProgramError("moto_server did not start")
