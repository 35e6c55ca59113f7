"""What is open to the whole internet: the sources of all rules for one port count together, those for different ports do not."""

from pathlib import Path

import pytest

from docgen.rules.judgement import AllowedBy, ControlVerdict
from docgen.rules.table import find_judgements
from tests.rules.test_rules import facts_of

HALVES = ("0.0.0.0/1", "128.0.0.0/1")
RULE = """
  ingress {{
    description = "{number}"
    protocol    = "{protocol}"
    from_port   = {first}
    to_port     = {last}
    cidr_blocks = ["{range}"]
  }}
"""


def group(*rules: tuple[str, int, int, str]) -> str:
    blocks = (
        RULE.format(number=number, protocol=protocol, first=first, last=last, range=found)
        for number, (protocol, first, last, found) in enumerate(rules)
    )
    vpc = 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n}\n'
    return f'{vpc}resource "aws_security_group" "g" {{\n  vpc_id = aws_vpc.v.id\n{"".join(blocks)}}}\n'


@pytest.mark.parametrize(
    ("rules", "verdict", "named"),
    [
        ([("tcp", 3000, 3000, HALVES[0]), ("tcp", 3000, 3000, HALVES[1])], ControlVerdict.BROKEN, "01"),
        ([("tcp", 3000, 3100, HALVES[0]), ("tcp", 3050, 3200, HALVES[1])], ControlVerdict.BROKEN, "01"),
        ([("tcp", 22, 22, HALVES[0]), ("udp", 53, 53, HALVES[1])], ControlVerdict.HOLDS, ""),
        ([("tcp", 22, 22, HALVES[0]), ("tcp", 3000, 3000, HALVES[1])], ControlVerdict.HOLDS, ""),
        ([("-1", 0, 0, HALVES[0]), ("tcp", 3000, 3000, HALVES[1])], ControlVerdict.BROKEN, "01"),
        ([("icmp", -1, -1, HALVES[0]), ("icmp", -1, -1, HALVES[1])], ControlVerdict.BROKEN, "01"),
        ([("tcp", 22, 22, "0.0.0.0/0"), ("tcp", 3000, 3000, "10.0.0.0/16")], ControlVerdict.BROKEN, "0"),
        ([("tcp", 22, 22, "0.0.0.0/0"), ("tcp", 22, 22, "10.0.0.0/16")], ControlVerdict.BROKEN, "0"),
        ([("tcp", 22, 22, "0.0.0.0/0"), ("udp", 53, 53, "0.0.0.0/0")], ControlVerdict.BROKEN, "01"),
    ],
)
def test_sources_count_together_for_one_port(
    rules: list[tuple[str, int, int, str]], verdict: ControlVerdict, named: str, tmp_path: Path
) -> None:
    found = find_judgements(facts_of(group(*rules), tmp_path))["sg_unauthorised_ports_world"]

    (judgement,) = (each for each in found if each.subject is not None and each.subject.name == "g")
    assert judgement.verdict is verdict
    said = {each.rule.description for each in judgement.reasons if isinstance(each, AllowedBy)}
    assert said == set(named)
