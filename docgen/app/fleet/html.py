"""The site about many systems as HTML, by MkDocs. Its navigation has one entry for each system: its home page."""

import logging
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml
from markupsafe import escape
from mkdocs.commands.build import build
from mkdocs.config import load_config

from docgen.analysis.fleet.model import SystemSummary
from docgen.app.mkdocs_plugin import EXTENSIONS
from docgen.app.mkdocs_run import LOOK, SEPARATOR, as_failure, shown_log
from docgen.app.page_extras import SCRIPT, STYLE
from docgen.app.site_target import MARK, refuse_foreign
from docgen.pages.fleet.detached import folder_of
from docgen.pages.fleet.pages import CONNECTIONS, CONTROLS, EXPOSURES, HOME

HOOKS = Path(__file__).with_name("html_hooks.py")


def build_fleet_html(source: Path, title: str, systems: Sequence[SystemSummary], target: Path) -> None:
    """Build the HTML of the pages in `source` into `target`, which is emptied first; raises `SiteFailed`."""
    target = target.resolve()
    refuse_foreign(target)
    with tempfile.TemporaryDirectory(prefix="docgen-") as folder, shown_log(logging.WARNING), as_failure():
        made = Path(folder, "mkdocs.yml")
        made.write_text(
            yaml.safe_dump(configuration(source.resolve(), title, systems), allow_unicode=True),
            encoding="utf-8",
        )
        config = load_config(config_file=str(made), site_dir=str(target))
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    (target / MARK).touch()


def configuration(source: Path, title: str, systems: Sequence[SystemSummary]) -> dict[str, object]:
    entries: list[object] = [
        {"Systems": HOME},
        {"Exposures": EXPOSURES},
        {"Controls": CONTROLS},
        {"Connections": CONNECTIONS},
        {"By name": [{each.name: f"{folder_of(each.name)}/{each.home}"} for each in systems if each.home]},
    ]
    return {
        "site_name": str(escape(title)),
        "docs_dir": str(source),
        "theme": LOOK,
        "plugins": [{"search": {"separator": SEPARATOR}}],
        "markdown_extensions": [{name: dict(options)} for name, options in EXTENSIONS.items()],
        "extra_css": [STYLE],
        "extra_javascript": [SCRIPT],
        "hooks": [str(HOOKS)],
        "nav": entries if any(each.home for each in systems) else entries[:-1],
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
