"""The site holds no file from outside the repository, and its server answers only to its own names."""

import http.client
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from docgen.app.host_check import is_served
from tests.app.command import run
from tests.app.serving import page_with, served
from tests.hostile.confined import run_confined
from tests.trust.test_documents import SECRET, Make, fifo, here, link, several, text

__all__ = ["here"]  # a fixture


def test_files_from_outside_are_left_out(here: Path) -> None:
    (here / "notes.txt").write_text("inside", encoding="utf-8")
    several(
        link("docs/passwd.txt", "../../outside/passwd"),
        link("docs/notes.txt", "../notes.txt"),
        link("docs/nowhere.txt", "nothing"),
        fifo("docs/fifo.txt"),
        text("docs/plain.txt", "plain"),
    )(here)
    site = here.parent / "site"

    ran = run_confined(here, "build", "--site", str(site))

    assert ran.code == 0, ran.err
    published = {each.name for each in site.rglob("*.txt")}
    assert published == {"notes.txt", "plain.txt"}
    assert all(f"{each}.txt is left out" in ran.err for each in ("passwd", "nowhere", "fifo"))
    assert not any(SECRET.encode() in each.read_bytes() for each in site.rglob("*") if each.is_file())


MKDOCS = "site_name: P\nsite_dir: ../../public\ndocs_dir: {}\ntheme:\n  name: mkdocs\nplugins: [docgen]\n"
IN_THE_WAY: dict[str, tuple[Make, str]] = {
    "a folder outside": (link("docs/theirs", "../../outside"), "leads out of the repository"),
    "a folder of the machine": (link("docs/etc", "/etc"), "leads out of the repository"),
    "a hidden folder outside": (link("docs/.theirs", "/etc"), "leads out of the repository"),
    "a loop": (link("docs/l", "."), "a folder that it is in"),
    "loops": (several(*(link(f"docs/l{n}", ".") for n in range(8))), "a folder that it is in"),
    "the repository": (link("docs/up", ".."), "a folder that it is in"),
    "links to each other": (several(link("docs/a/x", "../b"), link("docs/b/x", "../a")), "a folder that it is in"),
    "many links to many folders": (several(*(link(f"docs/d{n}/l{m}", f"../d{n + 1}") for n in range(12) for m in range(8)), text("docs/d12/x", "")), "lead to more than 20000 files"),
    "documents of the folder above": (text("mkdocs.yml", MKDOCS.format("..")), "outside the repository"),
    "documents of the machine": (text("mkdocs.yml", MKDOCS.format("/")), "docs_dir"),
    "documents by a link": (several(link("all", "/"), text("mkdocs.yml", MKDOCS.format("all"))), "outside the repository"),
    "a configuration outside": (link("mkdocs.yml", "../outside/passwd"), "mkdocs.yml cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_mkdocs_does_not_go_where_links_lead(name: str, here: Path) -> None:
    make, said = IN_THE_WAY[name]
    make(here)
    site = here.parents[1] / "site"

    ran = run_confined(here, "build", "--site", str(site))

    assert ran.code == 1, ran.out
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert SECRET not in ran.err
    assert not list(site.rglob("*.html"))


def test_a_folder_inside_the_repository_is_published(here: Path) -> None:
    several(text("guides/a.md", "# Guide\n"), link("docs/guides", "../guides"))(here)
    site = here.parent / "site"

    ran = run(here, "build", "--site", str(site))

    assert ran.code == 0, ran.err
    assert (site / "guides/a/index.html").exists()


def test_a_site_is_not_built_where_a_link_of_the_repository_leads(here: Path) -> None:
    empty = here.parent / "empty"
    empty.mkdir()
    link("public", "../empty")(here)

    ran = run(here, "build", "--site", "public")

    assert ran.code == 1
    assert "public is a symbolic link" in ran.err
    assert list(empty.iterdir()) == []


def test_requests_for_another_host_are_refused(here: Path) -> None:
    text("docs/passwd.txt", "")(here)
    (here / "docs/passwd.txt").unlink()
    (here / "docs/passwd.txt").symlink_to("../../outside/passwd")
    with served(here, [sys.executable, "-m", "docgen"]) as (address, printed):
        page_with(address, "<title>Posture - P</title>")
        port = urlsplit(address).port or 0
        own = f"127.0.0.1:{port}"
        answers = {
            each: status(port, each, "/")
            for each in (
                own,
                f"localhost:{port}",
                f"[::1]:{port}",
                "evil.example",
                f"evil.example:{port}",
                "127.0.0.1",
                "",
            )
        }
        paths = {
            each: status(port, own, each)
            for each in (
                "/%00",
                "/a%00b/",
                "/%0d%0aX:%20y",
                "//evil.example",
                "/" + "a" * 5000,
                f"/livereload/{'9' * 5000}/1",
                "/passwd.txt",
                "/../../outside/passwd",
                "/%2e%2e/%2e%2e/outside/passwd",
            )
        }

    assert [each for each, found in answers.items() if found == 200] == [
        own,
        f"localhost:{port}",
        f"[::1]:{port}",
    ]
    assert all(
        400 <= found < 500
        for found in (*paths.values(), *(found for found in answers.values() if found != 200))
    ), (answers, paths)
    assert "Traceback" not in printed.read_text(encoding="utf-8")


def status(port: int, host: str, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.putrequest("GET", path, skip_host=True)
        if host:
            connection.putheader("Host", host)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


HOSTS = [
    ("localhost:8000", "127.0.0.1", True),
    ("LOCALHOST:8000", "127.0.0.1", True),
    ("127.0.0.1:8000", "localhost", True),
    ("[::1]:8000", "127.0.0.1", True),
    ("docs.internal:8000", "docs.internal", True),
    ("Docs.Internal:8000", "docs.internal", True),
    ("192.0.2.7:8000", "192.0.2.7", True),
    ("[2001:db8::7]:8000", "2001:db8::7", True),
    ("192.0.2.7:9000", "0.0.0.0", True),
    ("localhost:9000", "0.0.0.0", True),
    ("[2001:db8::7]:9000", "::", True),
    ("evil.example:8000", "0.0.0.0", False),
    ("evil.example:8000", "127.0.0.1", False),
    ("localhost.evil.example:8000", "127.0.0.1", False),
    ("127.0.0.1.evil.example:8000", "127.0.0.1", False),
    ("localhost", "127.0.0.1", False),
    ("localhost:80", "127.0.0.1", False),
    ("localhost:8000:8000", "127.0.0.1", False),
    ("localhost:\uff18000", "127.0.0.1", False),
    ("192.0.2.7:8000", "127.0.0.1", False),
    ("[::1", "127.0.0.1", False),
    ("[::1]8000", "127.0.0.1", False),
    ("", "127.0.0.1", False),
    ("", "0.0.0.0", False),
    (":8000", "127.0.0.1", False),
]  # fmt: skip


@pytest.mark.parametrize(("header", "host", "answered"), HOSTS)
def test_hosts(header: str, host: str, answered: bool) -> None:  # noqa: FBT001 - an expected value
    assert is_served(header, host, 8000) is answered


def test_the_usual_port_is_left_out() -> None:
    assert is_served("localhost", "127.0.0.1", 80)
