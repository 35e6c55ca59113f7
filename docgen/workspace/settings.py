"""docgen.yml: which environments there are, and how to evaluate them.

Unknown keys and wrong types are errors with the line of the file.
"""

import ipaddress
from collections.abc import Iterable, Iterator, Mapping

import msgspec
import yaml

from docgen.analysis.assertions import Assertion
from docgen.analysis.justification import Why
from docgen.source.diagnostic import Code, Diagnostic, Report, Result, did_you_mean, error, has_errors
from docgen.source.gap import GapKind
from docgen.source.hidden import without_quotes
from docgen.source.limits import Limits
from docgen.source.span import Span
from docgen.source.text import SourceFile
from docgen.source.tree import Tree, read_source
from docgen.terraform.dialect import level_of
from docgen.workspace.claim_reader import Claim, parse_assertion, problems_of
from docgen.workspace.policy_settings import (
    AcceptanceSettings,
    PolicySettings,
    WaiverSettings,
    checked_acceptances,
    checked_policies,
    checked_waivers,
)
from docgen.workspace.scope_reader import checked_scopes
from docgen.workspace.settings_model import (
    EnvironmentSettings,
    ExposureSettings,
    IntendedDifference,
    ParitySettings,
    ReviewSettings,
    RootSettings,
    ScopeSettings,
    SecretsSettings,
    Settings,
    WhyMatch,
    WhySettings,
)
from docgen.workspace.settings_paths import checked_paths
from docgen.workspace.why_reader import parse_entries
from docgen.workspace.yaml_loader import compose_yaml, read_yaml
from docgen.workspace.yaml_places import YamlPlaces

FILE = "docgen.yml"


def load_settings(tree: Tree, path: str = FILE) -> Result[Settings | None]:
    """The settings; None, with diagnostics, where the file is missing or wrong."""
    report = Report()
    file = report.take(read_source(tree, path))
    if file is None:
        if all(each.code is Code.NO_SUCH_FILE for each in report.diagnostics):
            detail = f"There is no {path} in this folder or above it. Run `docgen init` to write one."
            return Result(None, (error("Missing configuration", detail),))
        return Result(None, tuple(report.diagnostics))
    try:
        root, plain = read_yaml(file.text)
    except (yaml.YAMLError, ValueError, RecursionError) as problem:
        return Result(None, (yaml_error(problem, file),))
    places = Places(file, root)
    claims = report.take(read_claims(plain, places))
    if isinstance(plain, dict) and isinstance(plain.get("assertions"), list):
        plain = {**plain, "assertions": []}  # they are read already, each on its own
    try:
        settings = msgspec.convert(plain, Settings, strict=True)
    except msgspec.ValidationError as problem:
        return Result(None, (places.diagnostic(str(problem)), *report.diagnostics))
    settings = msgspec.structs.replace(settings, assertions=tuple(claims.values()))
    report.add(*checked(settings, places))
    return Result(None if has_errors(report.diagnostics) else settings, tuple(report.diagnostics))


def read_claims(plain: object, places: "Places") -> Result[dict[int, Claim]]:
    """The assertions by their number; each wrong one is an error of its own, so that all are reported."""
    report = Report()
    found: dict[int, Claim] = {}
    data = plain if isinstance(plain, dict) else {}
    written, environments = data.get("assertions"), data.get("environments")
    for index, each in enumerate(written if isinstance(written, list) else ()):
        try:
            found[index] = msgspec.convert(each, Claim, strict=True)
        except msgspec.ValidationError as problem:
            text, _, where = str(problem).partition(" - at `")
            at = f"$.assertions[{index}]{where.rstrip('`').removeprefix('$')}"
            report.add(places.diagnostic(f"{text} - at `{at}`"))
    names = [str(each) for each in environments] if isinstance(environments, dict) else []
    report.add(*problems_of(parsed_claims(found, places, names)))
    in_order = sorted(report.diagnostics, key=lambda each: each.subject.start if each.subject else (0, 0))
    return Result(found, tuple(in_order))


def parsed_claims(
    claims: Mapping[int, Claim], places: "Places", environments: Iterable[str]
) -> list[Result[Assertion | None]]:
    names = list(environments)
    return [
        parse_assertion(each, places.inside("assertions", str(index)), names)
        for index, each in claims.items()
    ]


def read_assertions(tree: Tree, settings: Settings) -> tuple[Assertion, ...]:
    """The assertions of settings that are read already, with their places in the file."""
    file = read_source(tree, FILE).value
    if file is None or not settings.assertions:
        return ()
    places = Places(file, compose_yaml(file.text))
    claims = dict(enumerate(settings.assertions))
    parsed = (each.value for each in parsed_claims(claims, places, settings.environments))
    return tuple(each for each in parsed if each is not None)


def read_entries(tree: Tree, settings: Settings) -> tuple[Why, ...]:
    """The entries of `why:` of settings that are read already, with their places in the file."""
    file = read_source(tree, FILE).value
    if file is None or not settings.why:
        return ()
    return parse_entries(settings.why, Places(file, compose_yaml(file.text)).inside("why")).value


YAML_WORDS = frozenset(
    {
        "<block end>",
        "<block mapping start>",
        "<block sequence start>",
        "<document start>",
        "<scalar>",
        "<stream end>",
    }
    | {"\\t", ":", "-", "?", "[", "]", "{", "}", ",", "<tag>", "<alias>", "<anchor>"}
)
"""What a message about YAML may quote. Anything else may be a value of `vars:` or `data:`."""


def yaml_error(problem: Exception, file: SourceFile) -> Diagnostic:
    mark = getattr(problem, "problem_mark", None)
    at = None
    if mark is not None:
        at = Span(file.path, (mark.line + 1, mark.column + 1), (mark.line + 1, mark.column + 2))
    what = without_quotes(getattr(problem, "problem", None) or str(problem), YAML_WORDS)
    problem_here = error("Invalid YAML", f"{file.path} cannot be read as YAML: {what}.", at)
    return msgspec.structs.replace(problem_here, private=True)  # it may be a value of `vars:`


class Places(YamlPlaces):
    """The location of each key of the file, and the diagnostics for wrong ones."""

    def __init__(self, file: SourceFile, root: yaml.Node | None) -> None:
        super().__init__(file.path, root)

    def diagnostic(self, message: str) -> Diagnostic:
        """A msgspec message, such as "Object contains unknown field `x` - at `$.environments[...]`".

        Without an excerpt: the content of a mistyped key may be a value of `vars:`.
        """
        return msgspec.structs.replace(self.said(message), private=True)

    def said(self, message: str) -> Diagnostic:
        text, _, where = message.partition(" - at `")
        path = self.path_of(where.rstrip("`"), text)
        if "unknown field" in text:
            name = text.split("`")[1]
            known = self.known_keys(path)
            detail = f'The key "{name}" is not known here.{did_you_mean(name, known)} Known keys: {", ".join(sorted(known))}.'
            return error("Unknown key", detail, self.find_key(name, path))
        if "missing required field" in text:
            name = text.split("`")[1]
            return error("Missing key", f'The key "{name}" is required here.', self.span(path))
        return error("Wrong type", f"{text} at {'.'.join(path) or 'the top of the file'}.", self.span(path))

    def path_of(self, where: str, text: str) -> list[str]:
        """Msgspec names mapping keys `[...]`: look for the one that the message fits."""
        steps = where.removeprefix("$").replace("[...]", ".*").replace("[", ".").replace("]", "").split(".")
        path: list[str] = []
        node = self.root
        for written in (each for each in steps if each):
            unnamed = written == "*" and isinstance(node, yaml.MappingNode)
            step = self.guess(node, text) if unnamed else written  # type: ignore[arg-type] # see unnamed
            path.append(step)
            node = self.child(node, step)
        return path

    def guess(self, node: yaml.MappingNode, text: str) -> str:
        wanted = text.split("`")[1] if "`" in text else ""
        for name, value in node.value:
            keys = {key.value for key, _ in value.value} if isinstance(value, yaml.MappingNode) else set()
            if "unknown field" in text and wanted in keys:
                return str(name.value)
            if "missing required field" in text and wanted not in keys:
                return str(name.value)
            if "unknown" not in text and "missing" not in text and not isinstance(value, yaml.MappingNode):
                return str(name.value)
        return str(node.value[0][0].value) if node.value else ""

    def known_keys(self, path: list[str]) -> tuple[str, ...]:
        if not path:
            return Settings.__struct_fields__
        sections: dict[str, tuple[str, ...]] = {
            "assertions": Claim.__struct_encode_fields__,
            "limits": Limits.__struct_fields__,
            "exposures": (AcceptanceSettings if "accepted" in path else ExposureSettings).__struct_fields__,
            "secrets": SecretsSettings.__struct_fields__,
            "waivers": WaiverSettings.__struct_fields__,
            "policy": PolicySettings.__struct_fields__,
            "parity": (IntendedDifference if "intended" in path else ParitySettings).__struct_fields__,
            "why": (WhyMatch if "match" in path else WhySettings).__struct_encode_fields__,
            "review": ReviewSettings.__struct_fields__,
            "scopes": ScopeSettings.__struct_fields__,
        }
        return sections.get(path[0], EnvironmentSettings.__struct_fields__)

    def find_key(self, name: str, path: list[str]) -> Span | None:
        return self.span(path, name)


def checked(settings: Settings, places: Places) -> list[Diagnostic]:
    """Checks beyond the types."""
    found = []
    if not settings.environments and not settings.systems:
        found.append(
            error(
                "No environments",
                "At least one environment is needed under `environments:`.",
                places.span([]),
            )
        )
    for name, environment in settings.environments.items():
        if not name or "/" in name or name.startswith("."):
            detail = f'"{name}" cannot be the name of an environment: it becomes part of file names.'
            found.append(error("Invalid environment name", detail, places.span(["environments"], name)))
        if bool(environment.root) == bool(environment.roots):
            detail = (
                "An environment needs `root: FOLDER`, or `roots: [FOLDER, …]` where several make it together."
            )
            found.append(error("Missing root module", detail, places.span(["environments"], name)))
    found += checked_paths(settings, places)
    found += checked_language(settings, places)
    found += checked_strict(settings, places)
    found += checked_policy(settings, places)
    found += parse_entries(settings.why or (), places.inside("why")).diagnostics
    found += checked_review(settings, places)
    found += checked_scopes(settings.scopes, places.inside("scopes"))
    return found


def checked_review(settings: Settings, places: Places) -> Iterator[Diagnostic]:
    if settings.review is not None and settings.review.every < 1:
        detail = "`every` is a number of days, 1 or more."
        yield error("Invalid interval", detail, places.span(["review", "every"]))


def checked_language(settings: Settings, places: Places) -> Iterator[Diagnostic]:
    if len(settings.language) > 1:
        detail = "Give `terraform:` or `opentofu:`, the program that runs these root modules, not both."
        yield error("Two programs", detail, places.span([], "opentofu"))
    for program, version in settings.language.items():
        if level_of(version) is None:
            detail = f'"{version}" is no version. Write it in quotes: {program}: "1.9".'
            yield error("Invalid version", detail, places.span([program]))


def checked_strict(settings: Settings, places: Places) -> Iterator[Diagnostic]:
    kinds = [each.value for each in GapKind]
    for index, kind in enumerate(() if isinstance(settings.strict, bool) else settings.strict):
        if kind not in kinds:
            detail = f'"{kind}" is not a kind of gap.{did_you_mean(kind, kinds)} Kinds: {", ".join(kinds)}.'
            yield error("Unknown kind of gap", detail, places.span(["strict", str(index)]))


def strict_kinds(settings: Settings) -> frozenset[GapKind]:
    """The kinds of gaps that are errors."""
    if isinstance(settings.strict, bool):
        return frozenset(GapKind) if settings.strict else frozenset()
    return frozenset(GapKind(each) for each in settings.strict)


def checked_policy(settings: Settings, places: Places) -> list[Diagnostic]:
    """Errors in the allowed ranges, the intended differences, and the settings about controls."""
    found = []
    for index, block in enumerate(settings.exposures.allowed or ()):
        try:
            ipaddress.ip_network(block, strict=False)
        except ValueError:
            place = places.span(["exposures", "allowed", str(index)])
            found.append(
                error("Invalid range", f'"{block}" is no CIDR block, such as 203.0.113.0/24.', place)
            )
    for index, each in enumerate(settings.parity.intended if settings.parity else ()):
        if not each.because.strip():
            place = places.span(["parity", "intended", str(index)])
            found.append(
                error("Missing reason", "An intended difference needs its reason in `because`.", place)
            )
    names = list(settings.environments)
    found += checked_waivers(settings.waivers, settings.policies, names, places.span)
    found += checked_acceptances(settings.exposures.accepted or (), names, places.span)
    is_list = isinstance(settings.policy, tuple)
    found += checked_policies(settings.policies, names, places.span, is_list=is_list)
    return found


class EnvironmentPlaces:
    """The places in docgen.yml of one environment's settings; computed only when needed."""

    def __init__(self, tree: Tree, name: str, environment: EnvironmentSettings) -> None:
        self.tree = tree
        self.name = name
        self.environment = environment

    def place(self, key: str, value: str) -> Span | None:
        """The location of `value` under `key`: a folder under "root", a file under "var_files", a key of "vars" or "data"."""
        file = read_source(self.tree, FILE).value
        if file is None:
            return None
        places = Places(file, compose_yaml(file.text))
        above = ["environments", self.name]
        for index, root in enumerate(self.environment.roots):
            own = root if isinstance(root, RootSettings) else RootSettings(root)
            inside = [*above, "roots", str(index)]
            if key == "root" and own.root == value:
                return places.span([*inside, "root"] if isinstance(root, RootSettings) else inside)
            found = self.inside(places, inside, own, key, value)
            if found is not None:
                return found
        if key == "root":
            return places.span([*above, "root"])
        return self.inside(places, above, self.environment, key, value) or places.span(
            ["environments"], self.name
        )

    def inside(
        self,
        places: Places,
        above: list[str],
        given: RootSettings | EnvironmentSettings,
        key: str,
        value: str,
    ) -> Span | None:
        if key == "var_files" and value in given.var_files:
            return places.span([*above, key, str(given.var_files.index(value))])
        if key == "data_from" and value == given.data_from:
            return places.span([*above, key])
        named = given.vars if key == "vars" else given.data if key == "data" else {}
        return places.span([*above, key], value) if value in named else None


def environment_named(settings: Settings, name: str) -> Result[EnvironmentSettings | None]:
    found = settings.environments.get(name)
    if found is not None:
        return Result(found)
    hint = did_you_mean(name, settings.environments)
    detail = f'{FILE} has no environment "{name}".{hint} It has: {", ".join(settings.environments)}.'
    return Result(None, (error("Unknown environment", detail),))
