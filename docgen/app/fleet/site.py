"""The folder of a site about many systems: replaced in one step, so that readers see either the old or the new site."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from docgen.app.assets import assets
from docgen.app.files import replace_folder, write_below
from docgen.document.markdown import print_page
from docgen.document.nodes import Page

MARK = ".docgen-fleet"  # in a folder that a fleet was written to: it is replaced as a whole


class NotOurs(Exception):  # noqa: N818 - what is in the way, turned into a message by the command
    """Why the folder cannot be replaced: a sentence or more."""


class FleetFolder:
    """A new folder, which takes the place of `target` at `finish`; it is removed where that is not reached."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.folder = target

    def __enter__(self) -> Self:
        require_ours(self.target)
        above = self.target.absolute().parent
        above.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix=f".{self.target.name}.", dir=above))
        return self

    def finish(self, pages: Sequence[Page]) -> None:
        """Write the pages over all systems, and put the folder where it belongs."""
        for page in pages:
            write_below(self.folder, page.path, print_page(page, "").encode())
        for path, content in assets():
            write_below(self.folder, path, content)
        write_below(self.folder, MARK, b"")
        self.folder.chmod(0o755)
        replace_folder(self.folder, self.target)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def require_ours(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise NotOurs(f"{target} is not a folder. Give a new or empty folder.")
    if target.exists() and not (target / MARK).is_file() and any(target.iterdir()):
        raise NotOurs(
            f"The folder {target} holds files that `docgen fleet` did not make, and they would be deleted. Give a new or empty folder."
        )
