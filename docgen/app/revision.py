"""Which revision of the repository this is, for links into published sources."""

import subprocess
from pathlib import Path


def current_revision(folder: Path) -> str:
    """The commit that is checked out; "HEAD" where git does not say."""
    try:
        found = subprocess.run(  # noqa: S603 - fixed words and a folder
            ["git", "-C", str(folder), "rev-parse", "HEAD"],  # noqa: S607 - whichever git the user has
            capture_output=True,
            text=True,
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "HEAD"
    return found.stdout.strip() if found.returncode == 0 else "HEAD"
