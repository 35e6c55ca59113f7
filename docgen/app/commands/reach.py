"""`docgen reach`."""

import ipaddress
from collections.abc import Sequence

import click

from docgen.analysis.endpoints import internet, range_of
from docgen.analysis.facts import EnvironmentFacts
from docgen.analysis.network_index import NetworkIndex
from docgen.analysis.not_seen import NotSeen, PathChanging
from docgen.analysis.path import ReachResult, ReachVerdict
from docgen.analysis.reachability import Endpoint
from docgen.analysis.traffic import TrafficSelector, reach_on
from docgen.app.environment_options import EnvironmentChoice, asks_for_environment, selected_facts
from docgen.app.output import Terminal, say_json, usage_error
from docgen.app.root_module import OrderedCommand
from docgen.app.session import evaluates, exit_on_errors
from docgen.pages.sentences.exposures import check_name
from docgen.pages.sentences.findings import finding_text, findings_text
from docgen.pages.sentences.not_seen import not_seen_text
from docgen.source.diagnostic import Result, did_you_mean, error
from docgen.workspace.traffic_reader import InvalidTraffic, parse_traffic

MARKS = {True: ("green", "yes"), False: ("red", "no"), None: ("yellow", "?")}
COLOURS = {ReachVerdict.REACHABLE: "red", ReachVerdict.BLOCKED: "green", ReachVerdict.UNDECIDED: "yellow"}


@click.command(
    name="reach",
    cls=OrderedCommand,
    help="Check whether FROM can open a connection to TO: an address, a CIDR block, or `internet`.",
)
@click.option(
    "--from", "source", required=True, metavar="FROM", help="internet, a CIDR block, or an address."
)
@click.option("--to", "target", required=True, metavar="TO", help="An address, a CIDR block, or internet.")
@click.option(
    "--on",
    "on",
    default="-1",
    metavar="PROTOCOL/PORT",
    help="tcp/443, tcp/8000-8100, udp/53, icmp/8; -1: anything.",
)
@asks_for_environment
@evaluates
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def command(asked: EnvironmentChoice, source: str, target: str, on: str, *, as_json: bool) -> None:
    traffic = asked_traffic(on)
    facts = selected_facts(asked)
    ends = [found_end(each, facts) for each in (source, target)]
    exit_on_errors([diagnostic for each in ends for diagnostic in each.diagnostics])
    first, second = (each.value for each in ends)
    assert first is not None  # noqa: S101 - no errors
    assert second is not None  # noqa: S101 - no errors
    answer = reach_on(NetworkIndex(facts.network, facts.placements, facts.not_seen), first, second, traffic)
    missing = concerned(answer, facts.not_seen)
    if as_json:
        say_json(answer_json(answer, missing))
        return
    terminal = Terminal()
    print_answer(answer, f"{source} → {target}{'' if on == '-1' else f' on {on}'}", terminal)
    print_list("Not seen", [not_seen_text(each) for each in missing], terminal)
    for remedy in dict.fromkeys(each.remedy for each in missing if each.remedy):
        terminal.line(remedy)


def concerned(answer: ReachResult, not_seen: NotSeen) -> tuple[PathChanging, ...]:
    """Unseen things that could change the answer; nothing if the path is blocked for good.

    A way that is seen to be open stays reachable; only an ACL, a route or a flag in code that is not here could close it.
    """
    return () if answer.verdict is ReachVerdict.BLOCKED else not_seen.paths


def asked_traffic(text: str) -> TrafficSelector:
    """The traffic of `--on`; exits with the code of a usage error if it is invalid."""
    found = parse_traffic(text)
    if isinstance(found, InvalidTraffic):
        raise usage_error(found.detail)
    return found


def found_end(text: str, facts: EnvironmentFacts) -> Result[Endpoint | None]:
    if text == "internet":
        return Result(internet())
    try:
        return Result(range_of(ipaddress.ip_network(text, strict=False)))
    except ValueError:
        pass
    components = {str(each.address): each for each in facts.network.components()}
    if text in components:
        return Result(components[text])
    detail = f'There is no component "{text}" in this configuration.{did_you_mean(text, components)}'
    others = {str(each.address): each for each in facts.network.inventory}
    if text in others:
        detail = f"{text} holds no network interface that docgen models, so nothing can be asked about it."
    elif components:
        detail += f" There are: {', '.join(sorted(components))}."
    return Result(None, (error("Unknown component", detail),))


def answer_json(answer: ReachResult, missing: Sequence[PathChanging]) -> dict[str, object]:
    return {
        "verdict": answer.verdict.value,
        "ports": answer.ports,
        "path": [
            {
                "step": each.kind.value,
                "address": each.address,
                "because": finding_text(each.finding),
                "holds": each.holds,
                "path": each.span.path if each.span else None,
                "line": each.span.start[0] if each.span else None,
            }
            for each in answer.path
        ],
        "blockers": [each.value for each in answer.blockers],
        "unknowns": findings_text(answer.unknowns),
        "not_seen": [{"what": not_seen_text(each), "remedy": each.remedy} for each in missing],
    }


def print_answer(answer: ReachResult, question: str, terminal: Terminal) -> None:
    colour = COLOURS[answer.verdict]
    ports = f" on {', '.join(answer.ports)}" if answer.ports else ""
    terminal.line(f"{question}: ", (answer.verdict.value, f"bold {colour}"), ports)
    width = max((len(check_name(each)) for each in answer.path), default=0)
    for each in answer.path:
        style, mark = MARKS[each.holds]
        where = f"  {each.span.path}:{each.span.start[0]}" if each.span else ""
        found = f"  {check_name(each):<{width}}  {finding_text(each.finding)}"
        terminal.line("  ", (f"{mark:>3}", style), found)
        terminal.line(f"       {'':<{width}}  ", (f"{each.address}{where}", "dim"))
    print_list("Blocked by", [each.value for each in answer.blockers], terminal)
    print_list("Not known", findings_text(answer.unknowns), terminal)


def print_list(title: str, items: Sequence[str], terminal: Terminal) -> None:
    if items:
        terminal.line(f"{title}: {'; '.join(items)}")
