"""No secret of `planted` is in anything that docgen writes, prints, keeps or publishes."""

import base64
import hashlib
import json
import time
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build
from mkdocs.config import load_config

from docgen.app.cli import main
from docgen.aws.convert.containers import convert_task_definition
from docgen.aws.model.components import TaskDefinition
from docgen.source.traced import Known
from docgen.terraform.secret_words import tells_secret
from docgen.workspace.environment import Evaluator
from docgen.workspace.project import open_project
from docgen.workspace.secret_text import secret_numbers
from tests.app.histories import git
from tests.secrets import planted

SITE = "site_name: Planted\nplugins:\n  - search\n  - docgen\ntheme:\n  name: {theme}\n"
FEWER = "exclude_docs: /controls/\n"  # nearly all of whose text is always the same
MANY = 60  # names that are explained one by one; of more, some
AT_ONCE = 40  # lines in one repository of mistakes: docgen reports a hundred


def forms(word: str) -> tuple[str, ...]:
    """The secret as it is, and what functions make of it."""
    raw = word.encode()
    return (
        word,
        word.upper(),
        word.title(),
        word.replace("-", "_"),
        word.replace("canary-", ""),
        base64.b64encode(raw).decode().rstrip("="),
        hashlib.sha256(raw).hexdigest(),
    )


class Repository:
    """One made repository, and everything that docgen has said about it."""

    def __init__(self, folder: Path, files: dict[str, str], words: Sequence[str]) -> None:
        self.folder = folder
        self.files = planted.BASE | files
        self.words = words
        self.said: list[tuple[str, str]] = []
        for path, text in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

    def run(self, *words: str, typed: str = "") -> int:
        ran = CliRunner().invoke(main, words, input=typed)
        assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
        self.said.append((" ".join(words), ran.stdout + ran.stderr))
        return ran.exit_code

    def leaks(self, shown: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Which secret is in which output."""
        outputs = [*self.said]
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name not in self.files:
                outputs.append((name, path.read_bytes().decode("utf-8", errors="replace")))
        every = {form: word for word in self.words for form in forms(word)}
        return [
            (word, name)
            for name, text in outputs
            for form, word in every.items()
            if form in text and word not in shown
        ]

    def everything(self, names: Iterable[str], *, whole: bool = False) -> None:
        """All commands that print, and a site; `whole`: with all its pages, and of both kinds, which differ in navigation and search index."""
        for words in (
            ("build",),
            ("build",),  # the second run reads what the first one has kept
            ("facts",),
            ("plan", "--env", "one"),
            ("plan", "--root", "."),
            ("reach", "internet", "aws_subnet.main", "--env", "one"),
            ("whatif", "--env", "one", "--set", "given=other"),
            ("doctor",),
            ("check",),
        ):
            self.run(*words)
        asked = list(names)
        self.run("console", "--env", "one", typed="".join(f"{each}\n" for each in asked))
        lines = (json.dumps({"expr": f"{{ ({each}) = 1 }}"}) for each in asked)
        self.run("console", "--env", "one", "--jsonl", typed="".join(f"{each}\n" for each in lines))
        for each in asked if len(asked) < MANY else asked[::MANY]:
            self.run("explain", each, "--env", "one")
            self.run("explain", each, "--env", "one", "--json")
        for theme in ("material", "mkdocs")[: 1 + whole]:
            settings = SITE.format(theme=theme) + ("" if whole else FEWER)
            (self.folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
            self.files["mkdocs.yml"] = ""
            build(load_config(str(self.folder / "mkdocs.yml"), site_dir=str(self.folder / theme)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("DOCGEN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path


WORKING = {
    "sensitive values": [
        planted.plant("sensitive", each, place) for place, each in enumerate(planted.EXPRESSIONS)
    ],
    "ephemeral values": [
        planted.plant("ephemeral", each, place) for place, each in enumerate(planted.EXPRESSIONS)
    ],
    "places that say so": planted.SENSITIVE_PLACES,
    "literals behind them": planted.BEHIND,
    "obvious secrets": planted.OBVIOUS,
}


@pytest.mark.parametrize("table", WORKING)
def test_no_planted_secret_comes_out(table: str, folder: Path) -> None:
    lines = planted.filled(WORKING[table], table[0])
    text = "\n".join(line for line, _ in lines)
    found = Repository(folder, {"main.tf": text}, [word for _, word in lines])

    found.everything(names_in(text), whole=table == "places that say so")

    assert (folder / "docs").is_dir(), found.said
    assert found.leaks() == []
    assert [each.name for each in (folder / "material").rglob("search_index.json")]


def test_no_planted_secret_is_in_the_evidence_pack(folder: Path) -> None:
    """Each table is a root module. The archive is not compressed, so `leaks` sees the files in it."""
    files, words = {"docgen.yml": "project: Planted\nenvironments:\n  one:\n    roots:\n"}, []
    for number, table in enumerate(WORKING.values()):
        lines = planted.filled(table, f"pack{number}")
        files["docgen.yml"] += f"      - root: e{number}\n"
        files |= {f"e{number}/{path}": text for path, text in planted.BASE.items() if path != "docgen.yml"}
        files[f"e{number}/main.tf"] = "\n".join(line for line, _ in lines)
        words += [word for _, word in lines]
    found = Repository(folder, files, words)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "-q", "-m", "One")

    found.run("evidence", "-o", "pack.zip")

    assert zipfile.is_zipfile(folder / "pack.zip"), found.said
    assert [each for each in found.leaks() if not each[1].startswith(".git/")] == []


GIVEN = {
    "given.tf": "".join(
        f'variable "{name}" {{\n  {says}\n}}\noutput "{name}" {{\n  {says}\n  value = var.{name}\n}}\n'
        for name, says in (
            ("one", "sensitive = true"),
            ("two", "sensitive = true"),
            ("three", "sensitive = true"),
            ("four_password", ""),
            ("five_password", ""),
            ("six", ""),
            ("seven", "sensitive = true"),
        )
    )
    + 'variable "eight" {}\nresource "aws_ssm_parameter" "eight" {\n  name = "e"\n  type = "SecureString"\n  value = var.eight\n}\n',
    "terraform.tfvars": 'one = "@"\ntwo = {\n  a = ["@"]\n}\nfour_password = "@"\nsix = { client_secret = "@", size = 1 }\neight = "@"\n',
    "x.auto.tfvars.json": '{"three": "@"}\n',
    "docgen.yml": f"{planted.SETTINGS}    vars:\n      five_password: '@'\n      seven: '@'\n",
}


def test_no_given_secret_comes_out(folder: Path) -> None:
    secret = planted.word(0, "given")
    files = {path: text.replace("@", secret) for path, text in GIVEN.items()}
    found = Repository(folder, files, [secret])

    found.everything([*names_in(files["given.tf"]), "output.two", "output.six"])

    assert (folder / "docs").is_dir(), found.said
    assert found.leaks() == []


FILES = """
resource "terraform_data" "a" {
  input = [file("init.sh"), templatefile("init.tftpl", { x = 1 }), upper(file("key.pem"))]
}
output "a" {
  value = "${file("key.pem")}!"
}
"""


def test_no_secret_of_a_file_comes_out(folder: Path) -> None:
    found = Repository(folder, {"main.tf": FILES}, ["canary-file-5ecret"])

    found.everything(["terraform_data.a", 'file("init.sh")'])

    assert (folder / "docs").is_dir(), found.said
    assert found.leaks() == []


def test_names_that_docgen_yml_shows_are_no_secrets(folder: Path) -> None:
    text = 'variable "db_password" {\n  default = "@"\n}\nlocals {\n  token = "@@"\n}\noutput "x" {\n  value = "${var.db_password} ${local.token}"\n}\n'
    settings = f"{planted.SETTINGS}secrets:\n  show: [db_password, local.token]\n"
    secret = planted.word(0, "shown")
    found = Repository(folder, {"main.tf": text.replace("@", secret), "docgen.yml": settings}, [secret])

    found.run("facts")
    shown = found.said[-1][1]
    (folder / "docgen.yml").write_text(planted.SETTINGS, encoding="utf-8")
    found.run("facts")
    hidden = found.said[-1][1]

    assert secret in shown
    assert "Secret in plain text" not in shown
    assert secret not in hidden
    assert hidden.count("Secret in plain text") == 2
    assert "main.tf:2:" in hidden


CONTAINERS = """
resource "aws_ecs_task_definition" "t" {
  family                = "t"
  container_definitions = jsonencode([{
    name         = "web"
    portMappings = [{ containerPort = 8080 }]
    environment  = [{ name = "API_TOKEN", value = "canary-5ecret" }]
  }])
}
"""


def test_a_plain_secret_in_a_container_does_not_hide_its_ports(folder: Path) -> None:
    Repository(folder, {"main.tf": CONTAINERS}, [])
    project = open_project(folder).value
    assert project is not None
    evaluation = Evaluator(project).evaluate("one").value
    assert evaluation is not None

    [task] = [
        thing
        for each in evaluation.instances
        if each.address.type == "aws_ecs_task_definition"
        for thing in convert_task_definition(each)
    ]

    assert isinstance(task, TaskDefinition)
    assert isinstance(task.container_ports, Known)
    assert task.container_ports.value == (8080,)


LARGE = 200_000  # characters
REPEATED = (
    "a",
    "a.",
    "module ",
    "resource x ",
    "sensitive(",
    'variable "x" {\n',
    "password=",
    "://:",
    "/*",
    "<<A\n",
    '"',
)


@pytest.mark.parametrize("piece", REPEATED)
def test_looking_for_secrets_takes_time_in_proportion_to_the_text(piece: str) -> None:
    text = piece * (LARGE // len(piece))
    begin = time.process_time()

    secret_numbers({"main.tf": text})
    tells_secret(text)

    assert time.process_time() - begin < 10


PLAIN = """
variable "token_validity" {
  default = "60"
}
variable "db_secret_arn" {
  default = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:canary-visible"
}
locals {
  secret_name         = "canary-visible"
  secret_id           = "canary-visible"
  password_parameter  = "/canary-visible/password"
  password            = "/canary-visible/password"
  kms_key_id          = "alias/canary-visible"
  key_name            = "canary-visible"
  env                 = "canary-visible"
  image               = "registry.example.com/canary-visible:1"
  url                 = "https://canary-visible.example.com/login?x=1"
  commit              = "da39a3ee5e6b4b0d3255bfef95601890afd80709"
}
resource "aws_ssm_parameter" "env" {
  name  = "env"
  type  = "String"
  value = local.env
}
resource "aws_security_group" "web" {
  name        = local.env
  description = "Access token: see the wiki. Passwords are in ${local.secret_name}."
}
output "all" {
  value = local
}
"""


def test_what_only_names_a_secret_stays_visible(folder: Path) -> None:
    names = [each.split()[0] for each in PLAIN.splitlines() if each.startswith("  ") and " = " in each][2:12]
    text = PLAIN.replace("value = local\n", f"value = [{', '.join(f'local.{each}' for each in names)}]\n")
    found = Repository(folder, {"main.tf": text}, [])

    found.run("plan", "--env", "one")
    found.run("facts")

    plan = json.loads(found.said[0][1].partition("\nWarning")[0])
    values = plan["planned_values"]["outputs"]["all"]["value"]
    assert len(values) == 10
    assert "(sensitive)" not in values
    assert "Secret in plain text" not in found.said[1][1]
    assert "wiki" in found.said[1][1]


def names_in(text: str) -> list[str]:
    """What can be asked about a made configuration."""
    found = []
    for line in text.splitlines():
        words = line.replace('"', "").split()
        if words[:1] == ["variable"]:
            found.append(f"var.{words[1]}")
        elif words[:1] == ["resource"]:
            found.append(f"{words[1]}.{words[2]}")
        elif len(words) > 2 and words[1] == "=" and line.startswith("  ") and words[0][-1].isdigit():
            found.append(f"local.{words[0]}")
    return found


def in_parts(lines: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(lines[start : start + AT_ONCE]) for start in range(0, len(lines), AT_ONCE)]


ONE_MORE = 'variable "s~" {\n  sensitive = true\n  default = "@"\n}\n'
MISTAKES = [
    *in_parts([planted.failing("sensitive", each, place) for place, each in enumerate(planted.FAILING)]),
    *in_parts([planted.failing("ephemeral", each, place) for place, each in enumerate(planted.FAILING)]),
    *in_parts([ONE_MORE + each for each in planted.FAILING_PLACES]),
]


@pytest.mark.parametrize("part", range(len(MISTAKES)))
def test_no_planted_secret_is_in_a_message(part: int, folder: Path) -> None:
    lines = planted.filled(MISTAKES[part], f"m{part}-")
    files = {
        "main.tf": "\n".join(line for line, _ in lines),
        "t.tftpl": "${x}",
        "typed/main.tf": 'variable "word" {\n  type = map(string)\n}\n',
    }
    found = Repository(folder, files, [word for _, word in lines])

    codes = [found.run(*words) for words in (("build",), ("plan", "--root", "."), ("facts",), ("check",))]
    found.run("console", "--root", ".", typed="1\n")

    assert codes[0] == 1
    assert found.leaks() == []


@pytest.mark.parametrize(
    ("ending", "table"), [("tf", planted.UNREADABLE), ("tf.json", planted.UNREADABLE_JSON)]
)
def test_no_planted_secret_is_in_the_excerpt_of_an_unreadable_file(
    ending: str, table: Sequence[str], folder: Path
) -> None:
    lines = planted.filled(table, "u")
    files = {f"f{place}.{ending}": line for place, (line, _) in enumerate(lines)}
    files["elsewhere.tf"] = 'variable "hidden_elsewhere" {\n  sensitive = true\n}\n'
    found = Repository(folder, files, [word for _, word in lines])

    for words in (("build",), ("plan", "--root", "."), ("check",), ("doctor",), ("init", "--dry-run")):
        found.run(*words)

    text = found.said[0][1]
    assert all(f"f{place}.{ending}:" in text for place in range(len(lines))), text
    assert found.leaks() == []


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("{}.auto.tfvars", planted.TFVARS),
        ("{}.auto.tfvars", planted.TFVARS_TYPED),
        ("{}.auto.tfvars.json", planted.TFVARS_JSON),
    ],
)
def test_no_planted_secret_of_a_variables_file_is_in_a_message(
    name: str, table: Sequence[str], folder: Path
) -> None:
    lines = planted.filled(table, "t")
    files = {name.format(place): line for place, (line, _) in enumerate(lines)}
    declared = 'variable "s" {\n  sensitive = true\n}\n' + "".join(
        planted.TYPED.replace("~", str(place)) for place in range(len(planted.TFVARS_TYPED))
    )
    found = Repository(folder, files | {"main.tf": declared}, [word for _, word in lines])

    for words in (("build",), ("plan", "--root", "."), ("check",), ("doctor",)):
        found.run(*words)

    assert found.leaks() == []


@pytest.mark.parametrize("line", planted.SETTINGS_LINES)
def test_no_planted_secret_of_docgen_yml_is_in_a_message(line: str, folder: Path) -> None:
    [(text, word)] = planted.filled([line], "y")
    declared = 'variable "s" {\n  sensitive = true\n}\nvariable "n" {\n  type = list(number)\n  sensitive = true\n}\n'
    found = Repository(folder, {"docgen.yml": f"{planted.SETTINGS}{text}\n", "main.tf": declared}, [word])

    code = found.run("build")

    assert code == 1
    assert found.leaks() == []


def test_there_are_enough() -> None:
    working = sum(map(len, WORKING.values()))
    broken = sum(map(len, MISTAKES)) + len(planted.UNREADABLE) + len(planted.TFVARS)
    assert working >= 200
    assert broken >= 200
