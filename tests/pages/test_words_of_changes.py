"""Changes and gaps in words: only what changed is said, and commands in them are code."""

from docgen.analysis.changes import ChangeType, InventoryChange, InventoryFacts
from docgen.document.nodes import Code, Text
from docgen.pages.sentences.changes import change_sentence
from docgen.pages.words import with_codes


def item(**values: object) -> InventoryFacts:
    written = {
        "type": "aws_iam_role",
        "name": "api-develop",
        "modelled": True,
        "carries_traffic": False,
        "count": 1,
        "region": "eu-west-1",
    }
    return InventoryFacts(**(written | values))  # type: ignore[arg-type] # of each its own type


def test_of_a_resource_only_what_changed_is_said() -> None:
    change = InventoryChange(
        type=ChangeType.CHANGED,
        environment="develop",
        subject="aws_iam_role.api",
        before=item(),
        after=item(name="api-testing", count=None),
    )

    assert change_sentence(change) == (
        "resource aws_iam_role.api: name is now api-testing, was api-develop; count is now unknown, was 1"
    )


def test_what_is_in_backticks_is_code() -> None:
    assert with_codes("Run `terraform init`, or not.") == (
        Text("Run "),
        Code("terraform init"),
        Text(", or not."),
    )
    assert with_codes("Nothing.") == (Text("Nothing."),)
