"""Notes that the site shows below a page's title: claims of the page that are false, and that the page is out of date."""

from collections.abc import Sequence

from docgen.analysis.verdicts import ClaimVerdict
from docgen.document.markdown import print_blocks
from docgen.document.nodes import BulletList, Code, inlines
from docgen.pages.claims import claims_banner
from docgen.source.diagnostic import Diagnostic

MAX_PROBLEMS = 5  # problems on a page; the terminal shows all


def claims_note(wrong: Sequence[ClaimVerdict], page: str) -> str:
    """Claims of a hand-written page that the Terraform contradicts; nothing if all of them hold."""
    return print_blocks(claims_banner(wrong), page, "") if wrong else ""


def not_current(problems: Sequence[Diagnostic]) -> str:
    """That the pages are those of an earlier build, and what keeps docgen from making new ones."""
    if not problems:
        return ""
    items = [
        inlines(*((Code(str(each.subject)), " ") if each.subject else ()), each.summary)
        for each in problems[:MAX_PROBLEMS]
    ]
    if len(problems) > MAX_PROBLEMS:
        items.append(inlines(f"and {len(problems) - MAX_PROBLEMS} more"))
    told = print_blocks((BulletList(tuple(items)),), "", "").replace("\n", "\n    ")
    return f'!!! danger "Not current: this page was made before these mistakes"\n\n    {told}'


def with_banner(markdown: str, *banners: str) -> str:
    """The page with notes below its title."""
    notes = "\n\n".join(filter(None, banners))
    if not notes:
        return markdown
    title, line, rest = markdown.partition("\n") if markdown.startswith("# ") else ("", "", markdown)
    return f"{title}{line}\n{notes}\n\n{rest}"
