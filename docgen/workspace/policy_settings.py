"""The keys of docgen.yml about controls: `waivers`, `policy`, and `accepted` under `exposures`.

Here are their types, what the types do not say, and what is made of them.
"""

import datetime as dt
import posixpath
from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Literal, TypeAlias

import msgspec

from docgen.analysis.acceptance import AcceptedExposure, AcceptedTraffic, Waiver
from docgen.analysis.exposure import Severity
from docgen.analysis.patterns import is_pattern, matches
from docgen.rules.catalogue import catalogue
from docgen.rules.frameworks import UnknownFramework, framework_named
from docgen.rules.policy import Policy
from docgen.rules.table import KEYS
from docgen.source.diagnostic import Diagnostic, did_you_mean, error
from docgen.source.span import Span
from docgen.workspace.traffic_reader import InvalidTraffic, parse_traffic

SpanOf: TypeAlias = Callable[..., Span | None]  # of a path of keys
SOME = "`*` matches any text, `?` one character."
SeverityName: TypeAlias = Literal["critical", "high", "medium", "low"]


def said(text: str, *examples: object) -> msgspec.Meta:
    return msgspec.Meta(description=text, examples=list(examples) or None)


Reason = Annotated[str, said("Why: a sentence for the people who review it.")]
Owner = Annotated[str, said("Who answers for it: a team or a person.", "platform")]
Until = Annotated[dt.date, said("The last day on which it counts.", "2027-03-31")]
Where = Annotated[str, said(f"The environments that it is about; {SOME}", "staging")]


class WaiverSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A control that may be broken for a time: its verdict is then *waived*. What is undecided stays so."""

    control: Annotated[str, said("The key of the control.", "rds_not_public")]
    reason: Reason
    owner: Owner
    until: Until
    subject: Annotated[str, said(f"The addresses that it is about; {SOME}", "module.database.*")] = "*"
    environment: Where = "*"

    def waiver(self) -> Waiver:
        return Waiver(self.control, self.reason, self.owner, self.until, self.subject, self.environment)


class AcceptanceSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exposure that may be open for a time."""

    of: Annotated[str, said(f"The address of what is exposed; {SOME}", "module.msk.*")]
    reason: Reason
    owner: Owner
    until: Until
    port: Annotated[
        int | str | None,
        said(
            "The port of TCP, or traffic such as `udp/53` or `tcp/8000-8100`; without it, whatever is open.",
            9198,
        ),
    ] = None
    environment: Where = "*"

    @property
    def traffic(self) -> str | None:
        return f"tcp/{self.port}" if isinstance(self.port, int) else self.port

    def acceptance(self) -> AcceptedExposure:
        """The entry as data; what `port` says has been checked."""
        found = None if self.traffic is None else parse_traffic(self.traffic)
        traffic = None
        if found is not None and not isinstance(found, InvalidTraffic):
            traffic = AcceptedTraffic(found.protocol, found.ports)
        return AcceptedExposure(self.of, self.reason, self.owner, self.until, traffic, self.environment)


class PolicySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which controls must hold where. Where none of `frameworks`, `severity`, `controls` and `rules` is given: all of them."""

    frameworks: Annotated[
        tuple[str, ...],
        said("The controls of these frameworks and versions.", ["AWS FSBP v1.0.0", "CIS AWS v5.0.0"]),
    ] = ()
    severity: Annotated[
        SeverityName | None, said("Of these, or of all controls, those that are so severe or worse.", "high")
    ] = None
    controls: Annotated[tuple[str, ...], said("Controls by their keys, in addition.", ["sg_ssh_world"])] = ()
    environments: Annotated[
        tuple[str, ...],
        said(f"The environments where they must hold; without it, all. {SOME}", ["production"]),
    ] = ()
    rules: Annotated[
        tuple[str, ...],
        said(
            "Files of rules that the team has written in Python. They run only where the person who starts docgen allows it, "
            "with `--own-rules` or `DOCGEN_OWN_RULES=1`.",
            ["policy/tags.py"],
        ),
    ] = ()

    def policy(self) -> Policy:
        """The policy as data; the names have been checked."""
        named = (framework_named(each) for each in self.frameworks)
        frameworks = tuple(each for each in named if isinstance(each, str))
        severity = None if self.severity is None else Severity(self.severity)
        return Policy(frameworks, severity, self.controls, self.environments, self.rules)


# -- what the types do not say --------------------------------------------------------------------


def own_key(path: str) -> str:
    """The key of a rule of the team's own: `tags` of `policy/tags.py`."""
    return posixpath.basename(path).removesuffix(".py")


def checked_waivers(
    waivers: Sequence[WaiverSettings],
    policies: Sequence[PolicySettings],
    environments: Sequence[str],
    span: SpanOf,
) -> Iterator[Diagnostic]:
    own = {own_key(rule) for each in policies for rule in each.rules}
    for index, each in enumerate(waivers):
        at = ["waivers", str(index)]
        yield from blank_texts(each, at, span, "A waiver")
        if each.control not in own:
            yield from unknown_control(each.control, [*at, "control"], span)
        yield from unknown_environment(each.environment, environments, [*at, "environment"], span)


def checked_acceptances(
    accepted: Sequence[AcceptanceSettings], environments: Sequence[str], span: SpanOf
) -> Iterator[Diagnostic]:
    for index, each in enumerate(accepted):
        at = ["exposures", "accepted", str(index)]
        yield from blank_texts(each, at, span, "An accepted exposure")
        yield from unknown_environment(each.environment, environments, [*at, "environment"], span)
        found = None if each.traffic is None else parse_traffic(each.traffic)
        if isinstance(found, InvalidTraffic):
            yield error("Invalid traffic", found.detail, span([*at, "port"]))


def checked_policies(
    policies: Sequence[PolicySettings], environments: Sequence[str], span: SpanOf, *, is_list: bool
) -> Iterator[Diagnostic]:
    for index, each in enumerate(policies):
        at = ["policy", str(index)] if is_list else ["policy"]
        for number, framework in enumerate(each.frameworks):
            found = framework_named(framework)
            if isinstance(found, UnknownFramework):
                yield error("Unknown framework", found.detail, span([*at, "frameworks", str(number)]))
        for number, key in enumerate(each.controls):
            yield from unknown_control(key, [*at, "controls", str(number)], span)
        for number, name in enumerate(each.environments):
            yield from unknown_environment(name, environments, [*at, "environments", str(number)], span)
        for number, path in enumerate(each.rules):
            yield from wrong_rule(path, [*at, "rules", str(number)], span)
        if not is_about_a_control(each):
            detail = "No control belongs to these frameworks and is as severe as that, so the policy would demand nothing."
            yield error("Empty policy", detail, span(at))


def wrong_rule(path: str, at: list[str], span: SpanOf) -> Iterator[Diagnostic]:
    """The error in the path of a rule of the team's own; the file is not read."""
    key = own_key(path)
    if not path.endswith(".py") or not key.isidentifier():
        detail = f'"{path}" cannot be a rule: it has to be a Python file whose name is the key, such as policy/tags.py.'
        yield error("Invalid rule", detail, span(at))
    elif key in catalogue():
        detail = f'The key of the rule "{path}" is that of a control of docgen. Rename the file.'
        yield error("Invalid rule", detail, span(at))


def is_about_a_control(policy: PolicySettings) -> bool:
    return bool(policy.policy().demanded() or policy.rules)


def blank_texts(
    each: WaiverSettings | AcceptanceSettings, at: list[str], span: SpanOf, what: str
) -> Iterator[Diagnostic]:
    for key, text in (("reason", each.reason), ("owner", each.owner)):
        if not text.strip():
            yield error(f"Missing {key}", f"{what} needs its {key} in `{key}`.", span([*at, key]))


def unknown_control(key: str, at: list[str], span: SpanOf) -> Iterator[Diagnostic]:
    if key in KEYS:
        return
    detail = f'There is no control "{key}".{did_you_mean(key, KEYS)} `docgen controls --all` lists them.'
    yield error("Unknown control", detail, span(at))


def unknown_environment(
    name: str, environments: Sequence[str], at: list[str], span: SpanOf
) -> Iterator[Diagnostic]:
    if any(matches(name, each) for each in environments):
        return
    hint = "" if is_pattern(name) else did_you_mean(name, environments)
    what = "No environment fits" if is_pattern(name) else "There is no environment"
    yield error(
        "Unknown environment", f'{what} "{name}".{hint} There are: {", ".join(environments)}.', span(at)
    )
