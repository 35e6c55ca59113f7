"""A comparison of two revisions as one HTML file that loads nothing: for a mail, a ticket, an artefact of a CI job."""

import base64
from collections.abc import Iterator, Mapping
from html import escape

from docgen.delta.model import Delta, EnvironmentDelta
from docgen.pages.diff_comment import title
from docgen.pages.sentences.diff import (
    DIRECTIONS,
    NOTHING,
    Told,
    affects_text,
    counted,
    environment_text,
    gaps_text,
    told,
)
from docgen.source.inert import shown_line

# Nothing is loaded and nothing is run, whatever a name holds: https://www.w3.org/TR/CSP3/
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem }
code { font-size: .9em; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8886; padding: .5rem; text-align: left; vertical-align: top }
ul { margin: 0; padding-left: 1.2rem }
.critical, .high { color: #b00020 } .medium { color: #8a5a00 } .low { color: #00658a }
@media (prefers-color-scheme: dark) { .critical, .high { color: #ff8a80 } .medium { color: #ffcc80 } .low { color: #80d8ff } }
th.severity, td.severity { white-space: nowrap; font-weight: bold; width: 1% }
.pictures { display: grid; gap: 1rem; grid-template-columns: 1fr 1fr }
figure { margin: 0 } img { max-width: 100%; background: #fff }
@media (max-width: 50rem) { .pictures { grid-template-columns: 1fr } }
"""
Pictures = Mapping[str, tuple[str | None, str | None]]  # SVG before and after, by environment


def diff_html(delta: Delta, pictures: Pictures) -> str:
    """The whole document. `pictures`: of environments of which the drawing changed."""
    to = delta.head or "the files on disk"
    parts = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{shown(f'{delta.base} to {to}')}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>",
        f"<h1>{shown(delta.base)} to {shown(to)}: {shown(title(delta))}</h1>",
        *(f"<p>{shown(each)}</p>" for each in delta.notes),
    ]
    environments = [each for each in delta.environments if each.items or each.gaps or environment_text(each)]
    for each in environments:
        parts += section(each, pictures.get(each.name))
    if not any(each.items for each in environments):
        parts.append(f"<p>{shown(NOTHING)}</p>")
    parts.append("</main>\n</body>\n</html>\n")
    return "\n".join(parts)


def section(delta: EnvironmentDelta, pictures: tuple[str | None, str | None] | None) -> Iterator[str]:
    said = ", ".join(each for each in (environment_text(delta), counted(delta)) if each)
    yield f"<h2>{shown(delta.name)}</h2>\n<p>{shown(said)}</p>"
    rows = told(delta.items)
    if rows:
        yield '<table>\n<thead><tr><th scope="col" class="severity">Severity</th><th scope="col">What</th>'
        yield '<th scope="col">Change</th></tr></thead>\n<tbody>'
        yield from map(row, rows)
        yield "</tbody>\n</table>"
    if delta.gaps:
        yield f"<p>{shown(gaps_text(delta))}</p>"
    if pictures is not None:
        yield '<div class="pictures">'
        for caption, svg in zip(("Before", "After"), pictures, strict=True):
            yield figure(f"{caption}: architecture of {delta.name}", caption, svg)
        yield "</div>"


def row(found: Told) -> str:
    word = found.severity.value if found.severity else DIRECTIONS[found.direction]
    said = [
        *(
            f"{shown(each.text)}{f' (<code>{shown(each.place)}</code>)' if each.place else ''}"
            for each in found.sentences
        ),
        *(f"because of <code>{shown(each)}</code>" for each in found.levers),
    ]
    if found.affects:
        said.append(f"concerns {shown(affects_text(found.affects))}")
    listed = "".join(f"<li>{each}</li>" for each in said)
    style = f"severity {found.severity.value}" if found.severity else "severity"
    return (
        f'<tr><td class="{style}">{shown(word)}</td><td><code>{shown(found.subject)}</code></td>'
        f"<td><ul>{listed}</ul></td></tr>"
    )


def figure(described: str, caption: str, svg: str | None) -> str:
    if svg is None:
        return f"<figure><figcaption>{caption}</figcaption></figure>"
    content = base64.b64encode(svg.encode()).decode()
    return (
        f"<figure><figcaption>{caption}</figcaption>"
        f'<img alt="{shown(described)}" src="data:image/svg+xml;base64,{content}"></figure>'
    )


def shown(text: str) -> str:
    return escape(shown_line(text))
