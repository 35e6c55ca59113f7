"""What pipelines and scripts give to Terraform, where it is written out: variables and workspaces."""

import posixpath
import re
from collections.abc import Iterator, Mapping

import msgspec

from docgen.discovery.names import is_environment
from docgen.discovery.survey import Survey

ENDINGS = (".yml", ".yaml", ".sh", ".bash", ".mk", ".groovy", ".ps1")
NAMES = frozenset(
    {"Makefile", "GNUmakefile", "Jenkinsfile", "Justfile", "justfile", "Taskfile.yml", "Rakefile"}
)
PLACES = re.compile(
    r"(?:^|/)(?:\.github|\.gitlab|\.circleci|\.buildkite|\.azuredevops|ci|cicd|pipelines?|scripts?|bin)/"
)
FILES = re.compile(
    r"(?:^|/)(?:\.gitlab-ci|\.travis|azure-pipelines|bitbucket-pipelines|buildspec|cloudbuild|appveyor)[^/]*$"
)
MAX_PIPELINE_FILES = 1_000  # files
LARGEST = 300_000  # characters of one
TEXT = r"""["']?(?P<value>[A-Za-z0-9][A-Za-z0-9_./:@-]*)["']?(?![\w{$(])"""
VARIABLE = re.compile(rf"\bTF_VAR_(?P<name>\w+)[\"']?\s*[:=]\s*{TEXT}")
ARGUMENT = re.compile(rf"-var[ =][\"']?(?P<name>\w+)\s*=\s*{TEXT}")
WORKSPACE = re.compile(
    rf"(?:\bTF_WORKSPACE[\"']?\s*[:=]\s*|\bworkspace (?:select|new) (?:-or-create )?){TEXT}"
)
MATRIX = re.compile(r"\b(?:env|environment|stage|workspace)s?\s*:\s*\[(?P<list>[^\]\n]+)\]")


class VariableValue(msgspec.Struct, frozen=True):
    """The values of a variable in all pipelines together."""

    values: Mapping[str, Mapping[str, str]]  # variable: value: the file that gives it
    workspaces: tuple[str, ...]
    environments: tuple[str, ...]  # of matrices


def read_pipelines(survey: Survey) -> VariableValue:
    values: dict[str, dict[str, str]] = {}
    workspaces: dict[str, None] = {}
    environments: dict[str, None] = {}
    for path, text in texts(survey):
        for pattern in (VARIABLE, ARGUMENT):
            for found in pattern.finditer(text):
                values.setdefault(found["name"], {}).setdefault(found["value"], path)
        workspaces |= {found["value"]: None for found in WORKSPACE.finditer(text)}
        for found in MATRIX.finditer(text):
            names = [each.strip(" \"'") for each in found["list"].split(",")]
            if any(map(is_environment, names)) and all(re.fullmatch(r"[\w-]+", each) for each in names):
                environments |= dict.fromkeys(names)
    return VariableValue(values, tuple(workspaces), tuple(environments))


def texts(survey: Survey) -> Iterator[tuple[str, str]]:
    count = 0
    for path in survey.files:
        name = posixpath.basename(path)
        is_one = name in NAMES or FILES.search(path) or (name.endswith(ENDINGS) and PLACES.search(path))
        if not is_one:
            continue
        text = survey.text(path)
        if text is not None and len(text) <= LARGEST:
            yield path, text
        count += 1
        if count >= MAX_PIPELINE_FILES:
            return
