"""The site as files: every generated page, picture and asset, and the hand-written pages with their regions filled."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec
import yaml

from docgen.analysis.assertions import Assertion
from docgen.analysis.claims import judge_assertion
from docgen.analysis.facts import Facts
from docgen.analysis.justification import Why
from docgen.analysis.register import Register, find_register
from docgen.analysis.review import Review
from docgen.analysis.verdicts import ClaimVerdict
from docgen.app.assets import assets
from docgen.app.documents import Files, markdown_files, not_writable, orphaned_pictures, removable
from docgen.app.navigation import HOMES, home_page, label_of, links_to
from docgen.document.markdown import is_generated, print_blocks, print_page
from docgen.document.nodes import Page
from docgen.document.picture_cache import PictureCache
from docgen.document.regions import find_regions, replace_regions
from docgen.exports.facts import facts_json, without_places
from docgen.pages.claims import claims_page
from docgen.pages.contents import generated_pages
from docgen.pages.diagrams import VIEWS, details_of, picture_path, titled
from docgen.pages.labels import Labels
from docgen.pages.network_and_security import regions
from docgen.pages.posture import BESIDE_A_HOME, HOME, Known, posture_page
from docgen.pages.reviews import ReviewHistory
from docgen.source.diagnostic import Report, Result, error, has_errors
from docgen.source.progress import tell
from docgen.source.span import Span
from docgen.source.text import SourceFile, one_line_ending
from docgen.source.tree import Tree, join, read_source
from docgen.trials.remediation import with_closings
from docgen.workspace.claim_names import check_names
from docgen.workspace.claim_reader import Claim, parse_assertion
from docgen.workspace.pipeline import Finish, find_facts
from docgen.workspace.project import Project
from docgen.workspace.reviews import read_reviews
from docgen.workspace.scope_reader import check_scopes
from docgen.workspace.settings import FILE, read_assertions, read_entries
from docgen.workspace.why_reader import check_entries
from docgen.workspace.yaml_loader import compose_yaml, load_yaml
from docgen.workspace.yaml_places import YamlPlaces

FACTS = "environments/facts.json"  # under docs/: what was true when the pages were made


class Site(msgspec.Struct, frozen=True, eq=False):
    files: Files
    orphans: tuple[str, ...]  # generated files on disk that nothing makes any more
    facts: Facts
    claims: tuple[ClaimVerdict, ...] = ()  # of all hand-written pages
    pages: tuple[str, ...] = ()  # the generated ones, in the order of their contents
    docs: str = "docs"  # the folder that they are all in
    registers: tuple[Register, ...] = ()  # of allowed flows, one for each environment
    entries: tuple[Why, ...] = ()  # of `why:` in docgen.yml
    reviews: tuple[Review, ...] = ()  # oldest first
    made: tuple[Page, ...] = ()  # the pages that are generated whole, the home first
    pictures: Files = MappingProxyType({})  # the diagrams, by path under the folder of the documents


def build_site(project: Project, finish: Finish = with_closings, *, writes: bool = True) -> Result[Site]:
    """Everything that `docgen build` writes. Reads files; writes none.

    `writes`: whether the files are for the repository itself, so that what is in their way is an error.
    """
    report = Report()
    facts = report.take(find_facts(project, finish))
    handwritten = report.take(read_handwritten(project.tree, project.settings.docs))
    stated = [
        *report.take(stated_claims(handwritten, list(project.settings.environments), project.settings.docs)),
        *(Stated(FILE, FILE, each) for each in read_assertions(project.tree, project.settings)),
    ]
    entries = read_entries(project.tree, project.settings)
    registers = tuple(find_register(each, entries) for each in facts.environments)
    reviews = report.take(read_reviews(project.tree, project.settings))
    if len(facts.environments) == len(project.settings.environments):
        for each in stated:
            report.add(*check_names(each.assertion, facts.environments))
        report.add(*check_entries(entries, registers))
        report.add(*check_scopes(project.tree, project.settings, facts.environments, FILE))
    claims = [judge_assertion(each.assertion, each.page, each.title, facts.environments) for each in stated]
    files: dict[str, bytes] = {}
    pages: tuple[str, ...] = ()
    made: list[Page] = []
    drawn = Pictures({}, {})
    if not has_errors(report.diagnostics):
        tell("writing pages and drawing pictures")
        labels = Labels(facts.environments)
        docs, parity = project.settings.docs, project.settings.parity
        if claims:
            made.append(claims_page(claims, [each.name for each in facts.environments]))
        drawn = report.take(pictures(facts))
        intended = parity.intended if parity else None
        kept = ReviewHistory(reviews, project.settings.review.every if project.settings.review else None)
        policies = [each.policy() for each in project.settings.policies]
        made += generated_pages(facts, labels, intended, drawn.missing, entries, kept, policies, registers)
        for page in made:
            files[join(docs, page.path)] = print_page(page, docs).encode()
        listed = tuple(posixpath.relpath(each, docs) for each in files if each.endswith(".md"))
        home = HOME if handwritten_home(handwritten, docs) is None else BESIDE_A_HOME
        written = with_regions(handwritten, docs)
        known = Known(claims, entries, kept, registers, links_to(written), home_page(listed, written))
        posture = posture_page(facts, labels, known, home)
        made.insert(0, posture)
        files = {join(docs, home): print_page(posture, docs).encode()} | files
        files[join(docs, FACTS)] = facts_document(facts)
        files |= {join(docs, path): text for path, text in drawn.files.items()}
        files |= {join(docs, path): content for path, content in assets()}
        pages = tuple(each for each in files if each.endswith(".md"))
        own = frozenset(files)
        for path, file in handwritten.items():
            filled = report.take(fill(file, path, facts, labels, claims, docs))
            if filled != file.text or find_names(file):
                files[path] = filled.encode()
        if writes:
            report.add(*not_writable(project.tree, files, own))
    orphans = tuple(find_orphans(project.tree, project.settings.docs, files))
    return Result(
        Site(
            files,
            orphans,
            facts,
            tuple(claims),
            pages,
            project.settings.docs,
            registers,
            entries,
            reviews,
            tuple(made),
            drawn.files,
        ),
        tuple(report.diagnostics),
    )


def facts_document(facts: Facts) -> bytes:
    """The facts beside the pages: `docgen check` says by them what changed."""
    return msgspec.json.format(msgspec.json.encode(without_places(facts_json(facts))), indent=1) + b"\n"


class Pictures(msgspec.Struct, frozen=True, eq=False):
    """The diagrams, by path under docs/; and by environment and name, why one is missing: "" of those that would be empty."""

    files: Files
    missing: Mapping[str, Mapping[str, str]]


def pictures(facts: Facts) -> Result[Pictures]:
    report = Report()
    kept = PictureCache()
    files: dict[str, bytes] = {}
    missing: dict[str, dict[str, str]] = {}
    for environment in facts.environments:
        labels = Labels((environment,))
        views = {name: make(environment, labels) for name, make in VIEWS.items()}
        views |= {each.name: each.view for each in details_of(environment, labels)}
        for name, bare in views.items():
            view = titled(bare, facts.project)
            if not (view.drawing.nodes or view.drawing.groups):
                missing.setdefault(environment.name, {})[name] = ""
                continue
            path = picture_path(environment.name, name)
            result = kept.draw_readable(view.drawing, view.nouns, path)
            picture = report.take(result)
            if picture is not None:
                files[path] = picture.svg.encode()
            else:
                because = " ".join(each.detail for each in result.diagnostics)
                missing.setdefault(environment.name, {})[name] = because
    return Result(Pictures(files, missing), tuple(report.diagnostics))


# -- hand-written pages -------------------------------------------------------------------------


def read_handwritten(tree: Tree, docs: str) -> Result[dict[str, SourceFile]]:
    """The Markdown pages that people wrote, by path."""
    report = Report()
    found: dict[str, SourceFile] = {}
    for path in markdown_files(tree, docs):
        file = report.take(read_source(tree, path))
        if file is not None and not is_generated(file.text):
            found[path] = file
    return Result(found, tuple(report.diagnostics))


def handwritten_home(handwritten: Mapping[str, SourceFile], docs: str) -> str | None:
    """The page that people wrote as the home of the site, under the folder of the documents."""
    return next((each for each in HOMES if join(docs, each) in handwritten), None)


def with_regions(handwritten: Mapping[str, SourceFile], docs: str) -> dict[str, str]:
    """The pages that people wrote around facts: the title by the path under the folder of the documents."""
    return {
        posixpath.relpath(path, docs): title_of(file) or label_of(path)
        for path, file in handwritten.items()
        if find_names(file)
    }


def title_of(file: SourceFile) -> str:
    """The first heading; nothing where there is none."""
    found = re.search(r"^# +(.+?)[ #]*$", one_line_ending(file.text), re.MULTILINE)
    return found[1] if found else ""


def find_names(file: SourceFile) -> list[str]:
    return [each.name for each in find_regions(file, AnyName()).value]


class AnyName:
    """Every name is known: for looking at a page before anybody knows what it may ask for."""

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def fill(  # noqa: PLR0913, PLR0917 - all that a page is filled with
    file: SourceFile, path: str, facts: Facts, labels: Labels, claims: Sequence[ClaimVerdict], docs: str
) -> Result[str]:
    """A hand-written page with its regions filled."""
    names = find_names(file)
    possible = regions(facts, labels, claims, names)
    page = posixpath.relpath(path, docs)
    wanted = {name: print_blocks(possible[name](), page, docs) for name in names if name in possible}
    known = {name: wanted.get(name, "") for name in (*possible, *wanted)}
    return replace_regions(file, known)


# -- claims -------------------------------------------------------------------------------------------


class FrontMatter(msgspec.Struct, frozen=True):
    """The parts of a page's front matter that docgen reads."""

    title: str = ""
    claims: list[Claim] = []


class Stated(msgspec.Struct, frozen=True, eq=False):
    """An assertion, and who says it."""

    page: str  # under docs/; or docgen.yml
    title: str
    assertion: Assertion


def stated_claims(
    pages: Mapping[str, SourceFile], environments: Sequence[str], docs: str
) -> Result[list[Stated]]:
    """The claims of all pages."""
    report = Report()
    found = []
    for path, file in pages.items():
        matter = report.take(front_matter(file))
        if not matter.claims:
            continue
        places = front_matter_places(file)
        for index, claim in enumerate(matter.claims):
            assertion = report.take(parse_assertion(claim, places.inside("claims", str(index)), environments))
            if assertion is not None:
                page = posixpath.relpath(path, docs)
                found.append(Stated(page, matter.title or page, assertion))
    return Result(found, tuple(report.diagnostics))


def front_matter_text(file: SourceFile) -> str | None:
    """The text between the first two lines of dashes; None if the page has no front matter."""
    text = one_line_ending(file.text)
    if not text.startswith("---\n") or "claims:" not in text:
        return None
    end = text.find("\n---", 4)
    return None if end < 0 else text[4:end]


def front_matter_places(file: SourceFile) -> YamlPlaces:
    return YamlPlaces(file.path, compose_yaml(front_matter_text(file) or ""), lines_before=1)


def front_matter(file: SourceFile) -> Result[FrontMatter]:
    text = front_matter_text(file)
    if text is None:
        return Result(FrontMatter())
    at = file.span(0, 3)
    try:
        return Result(msgspec.convert(load_yaml(text), FrontMatter, strict=False))
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = (mark.line + 2) if mark else 1
        where = Span(file.path, (line, 1), (line, 2))
        return Result(
            FrontMatter(),
            (error("Invalid front matter", f"The front matter is not valid YAML: {problem}.", where),),
        )
    except msgspec.ValidationError as problem:
        return Result(FrontMatter(), (error("Invalid claim", f"{problem}.", at),))


# -- orphans ------------------------------------------------------------------------------------------


def find_orphans(tree: Tree, docs: str, files: Files) -> Iterator[str]:
    """Generated files that nothing makes any more: pages that say so, and pictures beside them."""
    yield from removable(tree, docs, orphaned_pages(tree, docs, files), files)
    yield from removable(tree, docs, orphaned_pictures(tree, docs, files), files)


def orphaned_pages(tree: Tree, docs: str, files: Files) -> Iterator[str]:
    for path in markdown_files(tree, docs):
        file = read_source(tree, path).value
        if file is not None and path not in files and is_generated(file.text):
            yield path
