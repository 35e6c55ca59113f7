"""The evidence pack of one revision: what is evaluated for it, and its files."""

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Sequence
from importlib.util import find_spec

import msgspec

from docgen.analysis.boundary import find_borders
from docgen.analysis.snapshot import SCHEMA
from docgen.app.approvals import find_approvals
from docgen.app.revision import git, way_from_top
from docgen.app.site import Site
from docgen.document.markdown import is_generated
from docgen.exports.facts import facts_json
from docgen.exports.pack.archive import archive, with_sums
from docgen.exports.pack.head_json import head_json
from docgen.exports.pack.table import Json, table_csv
from docgen.exports.pack.tables import Evaluated, pack_tables
from docgen.exports.sarif import controls_sarif
from docgen.pages.diagrams import TITLES, details_of, picture_path
from docgen.pages.evidence.head import Head, InputFile, Source, coverage_of
from docgen.pages.evidence.picture import Picture
from docgen.pages.evidence.print_page import print_page
from docgen.pages.evidence.readme import readme
from docgen.pages.evidence.table import PackTable
from docgen.pages.labels import Labels
from docgen.pages.sentences import evidence as limits
from docgen.rules.rule import Assessed, ControlRule, assess
from docgen.source.diagnostic import Diagnostic
from docgen.source.git_tree import GitTree
from docgen.source.inert import shown_json
from docgen.source.line_history import LineHistory
from docgen.source.text import lenient_text
from docgen.source.version import VERSION
from docgen.workspace.project import Project

LINK = re.compile(r'<a href="[^"]*"')  # of a picture: the pages that it leads to are not in the pack
HALO = re.compile(r' class="halo"')  # a line around letters, which WeasyPrint draws over them
README, HEAD = "README.md", "head.json"
OSCAL, SARIF, FACTS, PRINT, PDF = "oscal.json", "controls.sarif", "facts.json", "print.html", "print.pdf"


class Asked(msgspec.Struct, frozen=True, eq=False):
    """The input of the pack."""

    project: Project
    tree: GitTree
    site: Site
    rules: tuple[ControlRule, ...]
    warnings: tuple[Diagnostic, ...]
    moment: dt.datetime  # of the commit
    own_rules: bool = False
    pdf: bool = False


def commit_moment(project: Project, tree: GitTree) -> dt.datetime | None:
    """When the revision was committed; None where git does not say."""
    text = git(project.folder, "log", "-1", "--no-show-signature", "--format=%ct", tree.revision, "--")
    return dt.datetime.fromtimestamp(int(text), tz=dt.UTC) if text.isdigit() else None


def make_pack(asked: Asked) -> bytes:
    """The archive."""
    return archive(with_sums(pack_files(asked)), asked.moment)


def pack_files(asked: Asked) -> dict[str, bytes]:
    """Every file of the pack but the sums, by path."""
    site, day = asked.site, asked.moment.date()
    history = LineHistory(asked.tree, asked.project.folder)
    assessed = tuple(row for each in site.facts.environments for row in assess(each, asked.rules, day))
    data = facts_json(site.facts)
    tables = pack_tables(
        Evaluated(
            site.facts,
            data,
            site.registers,
            find_approvals(site.registers, history),
            assessed,
            site.claims,
            tuple(
                border
                for facts, register in zip(site.facts.environments, site.registers, strict=True)
                for border in find_borders(facts, register)
            ),
        )
    )
    pictures = tuple(find_pictures(site))
    files = {each.path: table_csv(each).encode() for each in tables}
    files |= {each.path: each.svg for each in pictures}
    files[FACTS] = json_file(data)
    files[SARIF] = json_file(controls_sarif(assessed, asked.rules, way_from_top(asked.project.folder)))
    oscal = oscal_file(asked, assessed)
    if oscal is not None:
        files[OSCAL] = oscal
    head = find_head(asked, tuple(not_covered(asked, history, has_oscal=oscal is not None)))
    files[PRINT] = print_page(head, tables, pictures).encode()
    if asked.pdf:
        plain = [
            msgspec.structs.replace(each, svg=HALO.sub("", each.svg.decode()).encode()) for each in pictures
        ]
        files[PDF] = pdf_file(print_page(head, tables, plain).encode())
    return with_head(files, head, tables, data)


def with_head(
    files: dict[str, bytes], head: Head, tables: Sequence[PackTable], data: Json
) -> dict[str, bytes]:
    names = sorted(files)
    gaps = {name: each["gaps"] for name, each in data["environments"].items()}
    made = dict(files)
    made[README] = readme(head, tables, [*names, HEAD]).encode()
    made[HEAD] = json_file(head_json(head, tables, [*names, README], gaps))
    return made


def find_head(asked: Asked, not_covered: tuple[str, ...]) -> Head:
    tree, folder = asked.tree, asked.project.folder
    words = ["docgen evidence", f"--as-of {tree.revision}"]
    words += ["--own-rules"] if asked.own_rules else []
    words += ["--pdf"] if asked.pdf else []
    return Head(
        asked.project.settings.project,
        Source(
            tree.revision,
            git(folder, "rev-parse", f"{tree.revision}^{{tree}}"),
            asked.moment,
            way_from_top(folder),
        ),
        VERSION,
        SCHEMA,
        " ".join((*words, "-o FILE.zip")),
        asked.moment.date(),
        tuple(map(coverage_of, asked.site.facts.environments)),
        not_covered,
        tuple(dict.fromkeys(f"{each.summary}: {each.detail}" for each in asked.warnings)),
        tuple(input_files(asked)),
    )


def not_covered(asked: Asked, history: LineHistory, *, has_oscal: bool) -> Iterator[str]:
    """What the pack does not cover, a sentence each."""
    yield from (limits.LIVE, limits.WORKING_TREE, limits.NETWORK, limits.ACCESS, limits.REMOTES)
    if history.is_shallow:
        yield limits.SHALLOW
    if not asked.own_rules and any(each.rules for each in asked.project.settings.policies):
        yield limits.OWN_RULES
    if not has_oscal:
        yield limits.NO_OSCAL
    yield limits.PDF_VARIES if asked.pdf else limits.NO_PDF


def input_files(asked: Asked) -> Iterator[InputFile]:
    """The files of the revision that decided anything; what docgen made itself is none."""
    tree, made = asked.tree, asked.site.files
    for path in sorted(tree.was_read):
        content = tree.read(path)
        is_ours = is_generated(lenient_text(content)) if path.endswith(".md") else path in made
        if not is_ours:
            yield InputFile(path, hashlib.sha256(content).hexdigest(), len(content))


def find_pictures(site: Site) -> Iterator[Picture]:
    """Every picture of each environment that could be drawn, without links to pages."""
    for facts in site.facts.environments:
        titles = {**TITLES, **{each.name: each.title for each in details_of(facts, Labels((facts,)))}}
        for name, title in titles.items():
            picture = site.files.get(f"{site.docs}/{picture_path(facts.name, name)}")
            if picture is not None:
                path = f"diagrams/{facts.name}/{name}.svg"
                yield Picture(path, f"{title}: {facts.name}", LINK.sub("<a", picture.decode()).encode())


def oscal_file(asked: Asked, assessed: Sequence[Assessed]) -> bytes | None:
    """None where the extra is not installed, or where there is nothing to say: OSCAL has no document without results."""
    if find_spec("trestle") is None or not assessed:
        return None
    from docgen.exports.oscal import controls_oscal  # noqa: PLC0415 - an extra

    name = asked.project.settings.project
    return shown_json(
        controls_oscal(name, assessed, asked.moment.date(), asked.tree.revision).decode()
    ).encode()


def pdf_file(page: bytes) -> bytes:
    from docgen.exports.pack.pdf import print_pdf  # noqa: PLC0415 - an extra

    return print_pdf(page)


def json_file(data: object) -> bytes:
    return shown_json(msgspec.json.format(msgspec.json.encode(data), indent=1).decode()).encode() + b"\n"
