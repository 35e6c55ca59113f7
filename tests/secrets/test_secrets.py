"""A secret is planted on every way that a value can take; no byte that docgen writes or prints holds it."""

import base64
import hashlib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from mkdocs.commands.build import build
from mkdocs.config import load_config

from docgen.app.cli import main
from tests.secrets.routes import CANARY, EPHEMERAL, REFUSED, ROUTES, SETTINGS

OTHER = "raven-5ecret"  # takes the place of the canary
FORMS = (
    *(CANARY, CANARY.upper(), OTHER, OTHER.upper(), CANARY[:6] + "-answer"),
    *(base64.b64encode(each.encode()).decode().rstrip("=") for each in (CANARY, OTHER)),
    *(hashlib.sha256(each.encode()).hexdigest() for each in (CANARY, OTHER)),
)
QUESTIONS = (
    "var.secret\n[var.secret]\n{ a = var.secret }\nvar.secret + 1\nmodule.m\nterraform_data.d\nterraform_data.s\n"
    "aws_db_instance.d\nlocal.l\naws_security_group.g\ndata.aws_secretsmanager_secret_version.s\nvar.all\n"
)
EXPLAINED = {  # where a route has it
    "aws_security_group.g": '"aws_security_group" "g"',
    "output.x": "output",
    "output.deep": "deep",
    "var.secret": "variable",
    "aws_db_instance.d.password": "aws_db_instance",
}


def planted(files: dict[str, str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in ({"docgen.yml": SETTINGS} | files).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "200")


def run(*words: str, typed: str = "") -> Result:
    """One command, whose words hold nothing of the secret."""
    ran = CliRunner().invoke(main, words, input=typed)
    assert ran.exception is None or isinstance(ran.exception, SystemExit), ran.exception
    for form in FORMS:
        assert form not in ran.output, (words, ran.output)
    return ran


@pytest.mark.parametrize("name", ROUTES)
def test_no_secret_comes_out(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"docgen.yml": SETTINGS} | ROUTES[name]
    planted(files, tmp_path, monkeypatch)

    assert run("plan", "--env", "one").exit_code == 0
    assert run("facts").exit_code == 0
    assert run("build").exit_code == 0
    run("console", "--env", "one", typed=QUESTIONS)
    for what, declared in EXPLAINED.items():
        if not any(declared in text for path, text in files.items() if path.endswith((".tf", ".tf.json"))):
            continue
        run("explain", what, "--env", "one")
        run("explain", what, "--env", "one", "--json")
    for path in set(tmp_path.rglob("*")) - {tmp_path / each for each in files}:
        if path.is_file():
            content = path.read_text(encoding="utf-8", errors="replace")
            assert not any(form in content for form in FORMS), path

    planted({each: text.replace(CANARY, OTHER) for each, text in files.items()}, tmp_path, monkeypatch)

    assert run("check").exit_code == 0  # what cannot be told cannot have moved


@pytest.mark.parametrize("name", EPHEMERAL)
def test_no_ephemeral_value_comes_out(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"docgen.yml": SETTINGS} | EPHEMERAL[name]
    planted(files, tmp_path, monkeypatch)

    for words in (
        ("plan", "--env", "one"),
        ("facts",),
        ("build",),
        ("explain", "var.secret", "--env", "one"),
    ):
        run(*words)
    run("whatif", "--env", "one", "--set", "secret=other")
    run("console", "--env", "one", typed=QUESTIONS)
    for path in set(tmp_path.rglob("*")) - {tmp_path / each for each in files}:
        if path.is_file():
            content = path.read_text(encoding="utf-8", errors="replace")
            assert not any(form in content for form in FORMS), path


@pytest.mark.parametrize("name", REFUSED)
def test_no_secret_is_in_a_diagnostic(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(REFUSED[name], tmp_path, monkeypatch)

    for words in (("plan", "--env", "one"), ("facts",), ("build",), ("check",), ("explain", "var.secret")):
        ran = run(*words)
        assert "Error: " in ran.stderr or "Warning: " in ran.stderr, ran.output
    run("plan", "--root", ".")
    run("console", "--env", "one", typed="1\n")


def test_a_secret_of_the_process_stays_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted(ROUTES["a tfvars file"] | {"terraform.tfvars": ""}, tmp_path, monkeypatch)
    monkeypatch.setenv("TF_VAR_secret", CANARY)

    assert run("plan", "--root", ".").exit_code == 0
    assert run("console", "--root", ".", typed="var.secret\n").exit_code == 0


@pytest.mark.parametrize("type_", ["number", "list(string)"])
def test_a_wrong_argument_is_not_told(type_: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'variable "secret" {{\n  type = {type_}\n  sensitive = true\n}}\n'
    planted({"main.tf": text}, tmp_path, monkeypatch)

    ran = CliRunner().invoke(main, ["plan", "--root", ".", "--var", f'secret="{CANARY}'])

    assert ran.exit_code == 1
    assert CANARY not in ran.output


@pytest.mark.parametrize(
    "name",
    ["a default", "sensitive()", "a module's variable", "what the provider calls sensitive", "an override"],
)
def test_no_secret_is_in_the_sources_of_a_site(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = "site_name: Secrets\nplugins:\n  - docgen\nexclude_docs: /controls/\n"  # of which nearly all text is always the same
    planted(ROUTES[name] | {"mkdocs.yml": site, "docs/index.md": "# Start\n"}, tmp_path, monkeypatch)
    run("build")

    build(load_config(str(tmp_path / "mkdocs.yml")))

    pages = [page.read_text(encoding="utf-8") for page in (tmp_path / "site").rglob("*.html")]
    assert any("(sensitive)" in page for page in pages)
    assert not any(form in page for page in pages for form in FORMS)
