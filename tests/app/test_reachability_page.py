"""The reachability page grows with the ways that there are, not with the pairs; and says how a load balancer is asked."""

from pathlib import Path

import pytest

from benchmarks.projects import Shape, write_project
from docgen.document import layout
from docgen.document.markdown import print_page
from docgen.pages.architecture import architecture_page
from docgen.pages.labels import Labels
from docgen.pages.reachability import MOST_COLUMNS, reachability_page
from docgen.pages.ways import ports_words
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.app.command import run


def pages_of(folder: Path, shape: Shape) -> tuple[str, str]:
    """The reachability page, and the architecture page without its picture."""
    write_project(folder, shape)
    project = open_project(folder).value
    assert project is not None
    facts = find_facts(project).value.environments[0]
    labels = Labels((facts,))
    without = architecture_page(facts, labels, {"architecture": "Not drawn, because of the test."})
    return print_page(reachability_page(facts, labels)), print_page(without)


def shape(services: int) -> Shape:
    return Shape(
        services=services, databases=4, vpcs=1, environments=("production",), services_a_balancer=services
    )


def rows_of(page: str, section: str) -> list[list[str]]:
    lines = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0].splitlines()
    return [each.strip("| ").split(" | ") for each in lines if each.startswith("| ")][2:]


def test_what_a_load_balancer_is_asked_for_and_where_it_leads(tmp_path: Path) -> None:
    page, _ = pages_of(tmp_path, shape(8))
    rows = {row[1]: row[0] for row in rows_of(page, "service004")}

    via = "via `alb0-vpc0` where host-header is service004.example.com, to TCP 8004"
    inside = (
        "TCP 443 via the internet and `alb0-vpc0` where host-header is service004.example.com, to TCP 8004"
    )
    assert rows[f"TCP 443 {via}"] == '<span class="dg-badge dg-danger">the internet</span>'
    assert rows[inside] == "everything that can connect to `alb0-vpc0` via the internet (except itself)"
    assert "| `alb0-vpc0` | TCP 8004 |" in page
    assert "- everything that `alb0-vpc0` forwards to via the internet (7 components)" in page


def test_a_matrix_that_would_be_too_wide_is_left_out_and_the_page_says_so(tmp_path: Path) -> None:
    small, _ = pages_of(tmp_path / "small", shape(8))
    large, _ = pages_of(tmp_path / "large", shape(24))

    assert '<div class="dg-matrix"' in small
    assert '<div class="dg-matrix"' not in large
    assert f"it would have 29 columns, and is left out above {MOST_COLUMNS}." in large


def test_twice_as_many_services_make_the_page_twice_as_long(tmp_path: Path) -> None:
    one, _ = pages_of(tmp_path / "one", shape(24))
    two, _ = pages_of(tmp_path / "two", shape(48))

    assert len(two) < 2.5 * len(one)


def test_without_a_picture_the_architecture_page_lists_its_arrows(tmp_path: Path) -> None:
    _, page = pages_of(tmp_path, shape(8))

    assert "Not drawn, because of the test. The table lists its connections." in page
    assert "architecture.svg" not in page
    (row,) = (each for each in page.splitlines() if "| `service004` | TCP 8004 | no" in each)
    assert "`alb0-vpc0`" in row


def test_a_project_whose_graph_cannot_be_drawn_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(tmp_path, shape(2))
    monkeypatch.setattr(layout, "run_program", lambda *_: layout.Failure("of the test"))

    done = run(tmp_path, "build")

    assert done.code == 0, done.err
    assert "Not drawn, because of the test." in done.err
    page = (tmp_path / "docs/environments/production/architecture.md").read_text(encoding="utf-8")
    assert "Not drawn, because of the test. The table lists its connections." in page
    assert not (tmp_path / "docs/environments/production/architecture.svg").exists()


@pytest.mark.parametrize(
    ("ports", "said"),
    [
        (("tcp/80", "tcp/443"), "TCP 80, 443"),
        (("tcp/0-65535", "udp/0-65535", "icmp/0-255"), "all traffic"),
        (("udp/0-65535",), "all UDP ports"),
        (("tcp/22", "47"), "TCP 22; protocol 47"),
        ((), "unknown ports"),
    ],
)
def test_ports_in_words(ports: tuple[str, ...], said: str) -> None:
    assert ports_words(ports) == said
