"""The reviews that a project keeps: JSON files in one folder under version control, one for each review."""

import datetime as dt

import msgspec

from docgen.analysis.review import Review, digest_of
from docgen.source.diagnostic import Report, Result, error
from docgen.source.inert import shown_json
from docgen.source.tree import Tree, Unreadable, join
from docgen.workspace.settings_model import ReviewSettings, Settings

ENDING = ".json"
MOST_REVIEWS = 1_000
MOST_DIGITS = 6


def review_folder(settings: Settings) -> str:
    return (settings.review or ReviewSettings()).folder


def read_reviews(tree: Tree, settings: Settings) -> Result[tuple[Review, ...]]:
    """The reviews, oldest first. A file that is none, or that was changed by hand, is an error."""
    report = Report()
    folder = review_folder(settings)
    found: list[tuple[dt.date, int, str, Review]] = []
    names = [each for each in tree.names(folder) or () if each.endswith(ENDING) and not each.startswith(".")]
    for name in names[:MOST_REVIEWS]:
        path = join(folder, name)
        review = report.take(read_review(tree, path))
        if review is not None:
            found.append((review.date, number_of(name, review.date), name, review))
    return Result(
        tuple(review for *_, review in sorted(found, key=lambda each: each[:3])), tuple(report.diagnostics)
    )


def number_of(name: str, date: dt.date) -> int:
    """Which review of its day this is: `2026-11-28-2.json` is the second; 1 for files with names of another form."""
    number = name.removeprefix(f"{date}-").removesuffix(ENDING)
    return int(number) if number.isascii() and number.isdecimal() and len(number) < MOST_DIGITS else 1


def read_review(tree: Tree, path: str) -> Result[Review | None]:
    try:
        review = msgspec.json.decode(tree.read(path), type=Review)
    except Unreadable as problem:
        return Result(None, (error("Failed to read file", f"The file {path} cannot be read: {problem}."),))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        detail = (
            f"{path} is not a review that `docgen review` has written. Restore it from version control, or keep other "
            "files elsewhere (`review.folder` in docgen.yml)."
        )
        return Result(None, (error("Unreadable review", detail),))
    for name, each in review.environments.items():
        if digest_of(each.complete, each.flows) != each.digest:
            detail = (
                f"The rows of {name} in {path} are not those that were reviewed: their digest is another one. "
                "Restore the file from version control."
            )
            return Result(None, (error("Changed review", detail),))
    return Result(review)


def review_file(review: Review) -> bytes:
    """The content of the file of a review: the same bytes for the same review."""
    text = msgspec.json.format(msgspec.json.encode(review), indent=1).decode()
    return f"{shown_json(text)}\n".encode()


def review_path(tree: Tree, settings: Settings, date: dt.date) -> str:
    """A path that no file has yet: `reviews/2026-11-28.json`, of a second review on one day `reviews/2026-11-28-2.json`."""
    folder = review_folder(settings)
    taken = set(tree.names(folder) or ())
    name, number = f"{date}{ENDING}", 2
    while name in taken:
        name, number = f"{date}-{number}{ENDING}", number + 1
    return join(folder, name)
