"""Control verdicts as JUnit XML, which CI systems show: a suite for each environment, a case for each control and subject.

What is broken is a failure, what is undecided an error, what is waived or does not apply is skipped. Nothing has a time.
"""

from collections.abc import Iterable
from itertools import groupby
from xml.etree import ElementTree as ET

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from docgen.pages.sentences.controls import VERDICTS, judgement_text, waiver_text
from docgen.rules.judgement import ControlVerdict
from docgen.rules.rule import Assessed
from docgen.source.inert import shown_line, shown_text


def controls_junit(project: str, assessed: Iterable[Assessed]) -> str:
    """The document, with line breaks. Environments come one after the other."""
    document = JUnitXml(shown_line(project))
    for environment, found in groupby(assessed, key=lambda each: each.environment):
        suite = TestSuite(shown_line(environment))
        suite.add_testcases([case(each) for each in found])
        document.add_testsuite(suite)
    document.update_statistics()  # type: ignore[no-untyped-call] # the library has no types
    for suite in (document, *document):
        suite._elem.attrib.pop("time", None)  # noqa: SLF001 - the library has no public way
    ET.indent(document._elem, " ")  # noqa: SLF001 - as above
    text: bytes = document.tostring()  # type: ignore[no-untyped-call] # as above
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text.decode()}\n'


def case(assessed: Assessed) -> TestCase:
    judgement, rule = assessed.judgement, assessed.rule
    subject = str(judgement.subject or assessed.environment)
    made = TestCase(shown_line(f"{rule.key} {subject}"), shown_line(f"{assessed.environment}.{rule.key}"))
    because = shown_line(judgement_text(judgement) or VERDICTS[judgement.verdict])
    severity = rule.control.severity.value
    match judgement.verdict:
        case ControlVerdict.BROKEN:
            made.result = [with_text(Failure(because, severity), assessed)]
        case ControlVerdict.UNDECIDED:
            made.result = [with_text(Error(because, severity), assessed)]
        case ControlVerdict.WAIVED if judgement.waiver is not None:
            made.result = [Skipped(shown_line(waiver_text(judgement.waiver)), VERDICTS[judgement.verdict])]
        case ControlVerdict.NOT_APPLICABLE | ControlVerdict.WAIVED:
            made.result = [Skipped(VERDICTS[judgement.verdict])]
        case ControlVerdict.HOLDS:
            pass
    return made


def with_text(result: Failure | Error, assessed: Assessed) -> Failure | Error:
    """The result with what the rule says and where the subject is declared."""
    span, text = assessed.judgement.span, assessed.rule.text
    place = [f"{span.path}:{span.line}"] if span else []
    result.text = shown_text("\n".join([text.title, *place, f"Fix: {text.fix}"]))
    return result
