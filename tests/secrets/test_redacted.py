"""A file of the repository on its page: a hidden line keeps its indentation and the name of its argument, and nothing else."""

from docgen.app.page_extras import only_names
from docgen.source.span import Span
from docgen.workspace.secrets import Secrets

FILE = """\
variable "x" {
  default  = "hunter2" # hunter2
  text     = <<-EOT
    password = hunter2
    more hunter2
  EOT
  item = {
    hunter2 = "hunter2"
  }
  after /* hunter2 */ = 1
}
# password = hunter2
variable "y" { default = "hunter2" }
"""
SHOWN = """\
variable "x" {
  default  = (sensitive)
  text     = (sensitive)
    (sensitive)
    (sensitive)
    (sensitive)
  item = {
    (sensitive)
  }
  after = (sensitive)
}
(sensitive)
(sensitive)
"""
HIDDEN = (2, 3, 4, 5, 6, 8, 10, 12, 13)


def redacted(path: str, text: str, *hidden: int) -> str:
    return Secrets(frozenset((path, each) for each in hidden)).redact(path, text)


def test_a_hidden_line_keeps_the_name_of_its_argument() -> None:
    assert redacted("a.tf", FILE, *HIDDEN) == SHOWN


def test_a_file_with_an_error_keeps_nothing() -> None:
    shown = redacted("a.tf", f"{FILE}}}\n", *HIDDEN)

    assert shown.split("\n")[1] == "(sensitive)"
    assert "hunter2" not in shown


def test_json_keeps_the_indentation() -> None:
    assert redacted("a.tf.json", '{\n  "p": "hunter2"\n}\n', 2) == "{\n  (sensitive)\n}\n"


def test_a_name_that_is_a_secret_is_hidden_too() -> None:
    key = "wJalrXUtnFEMI_K7MDENGbPxRfiCYEXAMPLEKEYa".replace("_", "")
    assert len(key) == 39
    line = f'  {key}1 = "x"\n'

    assert key not in redacted("a.tf", f"locals {{\n{line}}}\n", 2)


def test_a_file_of_values_has_names_as_they_are_written() -> None:
    span = Span("a.tfvars", (2, 1), (2, 20))
    index = {("a.tfvars", "var.examples/complete:namespace"): span}

    text = only_names('# x\nnamespace = "eg"\n', "a.tfvars", index, ["examples/complete", "examples"])

    assert text == "…\nnamespace = …\n…"
