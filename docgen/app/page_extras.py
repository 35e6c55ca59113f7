"""What a site adds to pages that are complete as files: inlined pictures, links to exact lines, notes, pages of source code.

Text in, text out: the MkDocs plugin and `docgen build --pages` use the same.
"""

import posixpath
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from docgen.analysis.verdicts import ClaimVerdict
from docgen.app.banners import claims_note, not_current, with_banner
from docgen.app.evidence import approval_notes, evidence_index
from docgen.app.moved import moved_text, with_moved
from docgen.app.navigation import environment_of
from docgen.app.revision import commit_text, current_revision
from docgen.app.site import Site
from docgen.document.escape import escape_text
from docgen.document.site_addresses import link_addresses
from docgen.document.site_callouts import name_callouts
from docgen.document.site_changes import mark_changes
from docgen.document.site_postprocess import inline_figures, resolve_evidence
from docgen.document.site_tables import mark_tables
from docgen.document.source_page import source_page
from docgen.pages.places import spans_of
from docgen.pages.posture import BESIDE_A_HOME, HOME
from docgen.pages.sentences.sources import HIDDEN, VALUES_HIDDEN
from docgen.source.diagnostic import Diagnostic, Severity
from docgen.source.line_history import LineHistory
from docgen.source.span import Span
from docgen.source.text import lenient_text
from docgen.workspace.project import Project, project_secrets

SOURCES = "source"
STYLE, SCRIPT, PAPER = "assets/docgen.css", "assets/docgen.js", "assets/docgen-paper.css"
REGION = "<!-- docgen:"
CODE = (".tf", ".tofu", ".tf.json", ".tofu.json")  # other files hold values of inputs


class PageExtras:
    """Everything that pages of one site need from the facts and from git."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.docs = project.settings.docs  # the folder of the site, as seen from the repository
        self.link_attribute = "href"  # of links in pictures
        self.below = "."  # the folder of the documents, as seen from that of the site
        self.revision = current_revision(project.folder)
        self.commit = commit_text(project.folder)  # the commit and its date, in words
        self.problems: Sequence[Diagnostic] = ()
        self.generated: Sequence[str] = ()  # pages, as seen from the folder of the site
        self.index: Mapping[tuple[str, str], Span] = {}
        self.places: Mapping[str, Mapping[str, Span]] = {}  # by environment and address
        self.approvals: Mapping[str, str] = {}  # by the anchor of an allowed flow
        self.claims: Sequence[ClaimVerdict] = ()

    def take(self, site: Site, problems: Sequence[Diagnostic]) -> None:
        """A site that was built; with errors its pages stay those of the last build without."""
        self.problems = [each for each in problems if each.severity is Severity.ERROR]
        self.index = evidence_index(site.facts, site.registers)
        self.places = {each.name: spans_of(each) for each in site.facts.environments}
        self.approvals = approval_notes(site.registers, LineHistory(self.project.tree, self.project.folder))
        self.claims = site.claims
        if not self.problems:
            docs = self.project.settings.docs
            self.generated = [self.in_site(posixpath.relpath(each, docs)) for each in site.pages]

    def in_site(self, page: str) -> str:
        """A page below the folder of the documents, as seen from the folder of the site."""
        return posixpath.normpath(posixpath.join(self.below, page))

    def page(
        self,
        markdown: str,
        path: str,
        read: Callable[[str], str | None],
        lead_to: Callable[[str], str | None],
    ) -> str:
        """The Markdown of a page with everything in it; `read` and `lead_to` as for `inline_figures`."""

        def resolve(folder: str, anchor: str) -> str | None:
            span = self.index.get((folder, anchor))
            return None if span is None else self.address_of(span, path)

        def note(_: str, anchor: str) -> str:
            text = self.approvals.get(anchor)
            return "" if text is None else escape_text(f"\n{text}")

        wrong = self.wrong_claims(path)
        commit = escape_text(self.commit) if path in self.homes() else ""
        shown = with_banner(markdown, not_current(self.problems), claims_note(wrong, path), commit)
        if path in self.homes():
            docs = self.project.settings.docs
            shown = with_moved(shown, moved_text(self.project.folder, docs, self.revision, path))
        pictured = inline_figures(shown, path, read, lead_to, self.link_attribute)
        return resolve_evidence(pictured, path, resolve, self.docs, note)

    def content(self, html: str, markdown: str, path: str, lead_to: Callable[[str], str | None]) -> str:
        """The HTML of a page: tables that fit every screen, and the way from each address to its line."""
        if self.wrong_claims(path):
            html = name_callouts(html)
        if path not in self.generated and REGION not in markdown:
            return html
        places = places_for(environment_of(path), self.places)

        def address(of: str) -> str | None:
            span = places.get(of)
            if span is None:
                return None
            if self.project.settings.source_url:
                return self.address_of(span, path)
            page = lead_to(f"{SOURCES}/{span.path}.md")
            return None if page is None else f"{page}#L{span.line}"

        return name_callouts(mark_changes(mark_tables(link_addresses(html, address))))

    def wrong_claims(self, path: str) -> list[ClaimVerdict]:
        """Claims of a page that the Terraform contradicts."""
        return [each for each in self.claims if self.in_site(each.page) == path and not each.holds]

    def homes(self) -> set[str]:
        """The page about everything: only that one says in its text of which commit it is."""
        return {self.in_site(each) for each in (HOME, BESIDE_A_HOME)} & set(self.generated)

    def address_of(self, span: Span, page: str) -> str:
        """The line itself: where the sources are published, or in a page of this site."""
        template = self.project.settings.source_url
        if template:
            return template.format(revision=self.revision, path=quote(span.path), line=span.line)
        way = posixpath.relpath(f"{SOURCES}/{span.path}.md", posixpath.dirname(page) or ".")
        return f"{quote(way)}#L{span.line}"

    def sources(self) -> Iterator[tuple[str, str]]:
        """The pages of source code, by path; none where the sources are published elsewhere."""
        if self.project.settings.source_url:
            return
        secrets = project_secrets(self.project)
        roots = {
            root.root for each in self.project.settings.environments.values() for root in each.each_root()
        }
        for path in sorted({span.path for span in self.index.values()}):
            text, note = secrets.redact(path, lenient_text(self.project.tree.read(path))), ""
            if not path.endswith(CODE):
                text, note = only_names(text, path, self.index, roots), VALUES_HIDDEN
            yield f"{SOURCES}/{path}.md", source_page(path, text, note)


def only_names(text: str, path: str, index: Mapping[tuple[str, str], Span], roots: Iterable[str] = ()) -> str:
    """A file of values with the names of inputs alone, each on its line: any value may be a secret.

    `roots`: the root modules, whose folders are put before the names of inputs that several of them have.
    """
    folders = sorted((f"{each}:" for each in roots), key=len, reverse=True)
    lines = [HIDDEN] * (text.count("\n") + 1)
    for (_, anchor), span in index.items():
        if span.path == path and 0 < span.line <= len(lines):
            name = anchor.removeprefix("var.")
            folder = next((each for each in folders if name.startswith(each)), "")
            lines[span.line - 1] = f"{name.removeprefix(folder)} = {HIDDEN}"
    return "\n".join(lines)


def places_for(environment: str, places: Mapping[str, Mapping[str, Span]]) -> Mapping[str, Span]:
    """The source locations of the resources of one environment; on pages about all, of the first that has the resource."""
    if environment in places:
        return places[environment]
    return ChainMap(*(dict(each) for each in places.values()))


def paper_style(commit: str) -> str:
    """The style of printed sheets: the commit, and the page number."""
    text = commit or "Terraform"
    return (
        "@page { margin: 12mm 10mm 16mm;\n"
        f'  @bottom-left {{ content: "{text}"; font: 8pt sans-serif; }}\n'
        '  @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; } }\n'
    )
