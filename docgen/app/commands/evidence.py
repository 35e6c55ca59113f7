"""`docgen evidence`."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import click

from docgen.app.as_of import LOOKS_LIKE_DATE, opened_as_of
from docgen.app.files import write_archive
from docgen.app.output import say, usage_error
from docgen.app.own_rules import load_own_rules, may_run_own_rules, with_own_rules
from docgen.app.pack import Asked, commit_moment, make_pack
from docgen.app.revision import git
from docgen.app.session import evaluates, exit_on_errors
from docgen.app.site import build_site
from docgen.rules.rule import built_in_rules
from docgen.source.git_tree import GitTree

ENDING = ".zip"


@click.command(
    name="evidence",
    help="Write everything that a revision says about network and security as one archive, the same bytes for the same revision.",
)
@click.option(
    "--as-of", "revision", metavar="REV", default="HEAD", show_default=True, help="The revision to evaluate."
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    metavar="FILE.zip",
    required=True,
    help="The archive to write.",
)
@click.option("--pdf", is_flag=True, help="Add print.pdf, whose bytes depend on the fonts of the machine.")
@with_own_rules
@evaluates
def command(*, revision: str, output: Path, pdf: bool, own_rules: bool) -> None:
    if output.suffix.lower() != ENDING:
        raise usage_error(f"The pack is a ZIP archive: give a name that ends in {ENDING}.")
    if LOOKS_LIKE_DATE.fullmatch(revision):
        raise usage_error(f"{revision} is a date. Give a revision: a branch, a tag or a commit.")
    if pdf and find_spec("weasyprint") is None:
        raise usage_error("The option --pdf needs an extra: pip install 'terraform-docgen[pdf]'.")
    asked = opened_as_of(revision)
    project, tree = asked.project, asked.project.tree
    assert isinstance(tree, GitTree)  # noqa: S101 - a revision is read from git
    moment = commit_moment(project, tree)
    if moment is None:
        raise usage_error("Git does not say when the revision was committed.")
    if git(project.folder, "status", "--porcelain"):
        say(
            "The working tree has changes. They are not in the pack: it is made from the revision alone.",
            error=True,
        )
    result = build_site(project)
    rules = built_in_rules()
    own = may_run_own_rules(flag=own_rules)
    if own:
        loaded = load_own_rules(project.settings, tree)
        exit_on_errors(loaded.diagnostics, tree)
        rules = (*rules, *loaded.value)
    exit_on_errors(result.diagnostics, tree)
    warnings = tuple(each for each in result.diagnostics if each.gap is None)
    content = make_pack(Asked(project, tree, result.value, rules, warnings, moment, own, pdf))
    write_archive(project.folder, output, content)
    say(f"{hashlib.sha256(content).hexdigest()}  {output}")
