"""The folder that a site is written into: new, empty, or one that docgen has filled before."""

import os
import shutil
from pathlib import Path

MARK = ".docgen-site"  # in a folder that docgen has filled; MkDocs leaves hidden files when it empties the folder


class SiteFailed(Exception):  # noqa: N818 - what MkDocs says, turned into a message by the command
    """Why there is no site: a sentence or more."""


def refuse_link_outside(target: Path, repository: Path) -> None:
    """A folder of the repository is not one outside, by a symbolic link that the repository holds."""
    written, root = Path(os.path.abspath(target)), repository.resolve()  # noqa: PTH100 - links are not followed here
    if root in written.parents and root not in written.resolve().parents:
        raise SiteFailed(f"{target} is a symbolic link that leads out of the repository. Give a folder.")


def refuse_foreign(target: Path) -> None:
    """The folder is emptied first: it must be new, empty, or one that a site was built in."""
    if not target.exists() or (target / MARK).is_file():
        return
    if not target.is_dir():
        raise SiteFailed(f"{target} is a file. Give a folder.")
    if any(target.iterdir()):
        raise SiteFailed(
            f"The folder {target} holds files that are no site made by docgen, and they would be deleted. Give a new or empty folder."
        )


def emptied(target: Path, repository: Path) -> Path:
    """The folder, made where there is none, and empty but for its mark. Raises `SiteFailed` and OSError."""
    refuse_link_outside(target, repository)
    target = target.resolve()
    refuse_foreign(target)
    target.mkdir(parents=True, exist_ok=True)
    (target / MARK).touch()
    for each in target.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        elif each.name != MARK:
            each.unlink()
    return target
