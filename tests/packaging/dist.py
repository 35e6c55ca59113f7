"""Builds the source archive and the wheel, the same bytes every time: `python -m tests.packaging.dist dist`.

Only files that git knows are packed, with the modes that git keeps; times are `SOURCE_DATE_EPOCH`, else that of the commit
HEAD (https://reproducible-builds.org/specs/source-date-epoch/). Nothing is installed and nothing is downloaded: the setuptools of
this environment build. What setuptools does not settle in a source archive (times, owners, order) is written again.
"""

import gzip
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TOP = Path(__file__).parents[2]
PACKED = ("docgen", "LICENSE", "README.md", "pyproject.toml")
BUILD = "import setuptools.build_meta as b, sys; to = sys.argv[1]; b.build_sdist(to); b.build_wheel(to)"
FIRST_TIME = 315_532_800  # 1980-01-01: a ZIP archive has no earlier one


def build(target: Path, source: Path = TOP) -> list[Path]:
    """The archives in `target`, by name. `source`: a working copy."""
    target.mkdir(parents=True, exist_ok=True)
    time = source_time(source)
    with tempfile.TemporaryDirectory(prefix="docgen-dist-") as folder:
        place, made = Path(folder, "source"), Path(folder, "made")
        made.mkdir()
        copy_known(source, place)
        environment = {**os.environ, "SOURCE_DATE_EPOCH": str(time), "PYTHONHASHSEED": "0"}
        done = subprocess.run(
            [sys.executable, "-c", BUILD, str(made)],
            cwd=place, env=environment, capture_output=True, text=True, check=False, umask=0o022,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(done.stdout + done.stderr)
        found = []
        for each in sorted(made.iterdir()):
            content = each.read_bytes()
            if each.name.endswith(".tar.gz"):
                content = settled(content, time)
            (target / each.name).write_bytes(content)
            found.append(target / each.name)
        return found


def source_time(source: Path) -> int:
    given = os.environ.get("SOURCE_DATE_EPOCH") or git(source, "log", "-1", "--format=%ct").strip()
    return max(int(given), FIRST_TIME)


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def known_files(source: Path) -> dict[str, int]:
    """The files that git knows and that are packed, with their modes."""
    found = {}
    for line in git(source, "ls-files", "--stage", "-z", "--", *PACKED).split("\0"):
        if line:
            mode, _, rest = line.partition(" ")
            found[rest.partition("\t")[2]] = int(mode, 8) & 0o777
    return found


def copy_known(source: Path, target: Path) -> None:
    for path, mode in known_files(source).items():
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((source / path).read_bytes())
        place.chmod(mode)


def settled(content: bytes, time: int) -> bytes:
    """The archive with its members sorted by name, without an owner, all with the same time."""
    packed = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content)) as old,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old.getmembers(), key=lambda each: each.name):
            file = old.extractfile(member) if member.isfile() else None
            member.mtime, member.uid, member.gid = time, 0, 0
            member.uname = member.gname = ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            new.addfile(member, file)
    return gzip.compress(packed.getvalue(), mtime=time)


if __name__ == "__main__":
    for each in build(Path(sys.argv[1])):
        sys.stdout.write(f"{each}\n")
