"""docgen.yml, front matter and tfvars on arbitrary text: settings, or a diagnostic; never anything else."""

from hypothesis import example, given
from hypothesis import strategies as st

from docgen.app.site import front_matter
from docgen.source.diagnostic import has_errors
from docgen.source.text import SourceFile
from docgen.terraform.module import Module
from docgen.workspace.inputs import gather_inputs
from docgen.workspace.settings import FILE, load_settings
from tests.properties.profile import SOUP, bounded
from tests.terraform.folder import Folder

LINES = st.sampled_from(
    ["project: x", "environments:", "  e:", "    root: .", "    root: [a]", "    vars:", "      a: 1", "  - a", "limits:", "  steps: -1"]
    + ["  files: 1e3", "docs: 2001-99-99", "x: 2001-02-30", "? [a]", ": b", "&a [*a]", "<<: *a", "<<: 1", "!!binary x", "!!set {a}", "!!int x"]
    + ["!!float x", "!!timestamp x", "!!python/name:os.system", "{a: b, a: c}", "null: 1", "1: 2", "---", "...", "%YAML 9.9", "\t", "\x00", "\ud7ff"]
    + ["claims:", "- says: a", "  every: vpcs", "  has: {a: .inf}", "title: [", "a: 0x", "a: 0b2", "a: 1:99:99", "a: 1_000__", "=: =", "[]: {}", "? {a: b}"]
)  # fmt: skip

YAML = st.lists(LINES | SOUP, max_size=10).map("\n".join)


def files(**texts: str) -> Folder:
    """A repository of a few texts, some of which have lone surrogates."""
    return Folder(
        {name.replace("_", "."): text.encode("utf-8", "surrogatepass") for name, text in texts.items()}
    )


@bounded
@given(YAML)
@example("docs: 2001-99-99")
@example("? [a]\n: b")
@example("!!int x")
def test_any_settings_are_read_or_refused(text: str) -> None:
    result = load_settings(files(docgen_yml=text), FILE)

    assert (result.value is None) == has_errors(result.diagnostics)
    for each in result.diagnostics:
        assert each.subject is None or each.subject.end[0] <= text.count("\n") + text.count("\r") + 3


@bounded
@given(YAML)
@example("claims: 2001-99-99")
@example("claims: !!int x")
@example("claims: .inf")
def test_any_front_matter_is_read_or_refused(text: str) -> None:
    for body in (f"---\n{text}\nclaims:\n---\n", f"---\n{text}\n---\nclaims:", text):
        front_matter(SourceFile("page.md", body))


@bounded
@given(SOUP)
def test_any_values_are_read_or_refused(text: str) -> None:
    for name in ("terraform_tfvars", "x_auto_tfvars", "terraform_tfvars_json"):
        given_ = gather_inputs(files(**{name: text}), ".", Module("."))
        assert all(each.subject is not None for each in given_.diagnostics)
