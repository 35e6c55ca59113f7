"""Plans and states are read as untrusted data."""

import json
from pathlib import Path

import pytest

from docgen.recorded.model import NOT_GIVEN, Kind
from docgen.recorded.read import Unreadable, decode_recorded, module_address, read_recorded
from docgen.source.address import ModuleStep
from tests.recorded.documents import HERE, applied_state, recorded_plan, resources

REFUSED = (
    (b"", "not the JSON of a plan or a state"),
    (b"PK\x03\x04", "binary"),
    (b"[]", "not the JSON"),
    (b"{", "not valid JSON"),
    (b'{"a": 1}', "neither `planned_values` nor"),
    (b'{"format_version": "1.0", "values": []}', "another form"),
    (b'{"version": 3}', "version 3"),
    (b'{"version": 4, "resources": [{"mode": 1}]}', "another form"),
    (b'{"format_version": "1.2", "planned_values": {}, "errored": true}', "could not finish"),
    (b'{"a":' * 70 + b"1" + b"}" * 70, "nested"),
)


@pytest.mark.parametrize(("raw", "why"), REFUSED)
def test_other_documents_are_refused_with_a_reason(raw: bytes, why: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    file.write_bytes(raw)

    read = read_recorded(file)

    assert read.value is None
    (problem,) = read.diagnostics
    assert why in problem.detail


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "cannot be read" in read_recorded(tmp_path / "none.json").diagnostics[0].detail
    assert "not a file" in read_recorded(tmp_path).diagnostics[0].detail


def test_a_state_is_not_taken_for_a_plan() -> None:
    raw = json.dumps(applied_state()).encode()

    with pytest.raises(Unreadable, match="it is a state, not a plan"):
        decode_recorded(raw, "state.json", Kind.PLAN)


def test_a_stored_state_says_what_the_shown_one_says() -> None:
    shown = read_recorded(HERE / "applied_state.json").value
    stored = read_recorded(HERE / "applied_stored.json").value

    assert shown is not None
    assert stored is not None
    assert shown.resources.keys() == stored.resources.keys()
    assert len(shown.resources) == len(list(resources(applied_state())))
    for key, each in shown.resources.items():
        assert each.attributes.value == stored.resources[key].attributes.value


def test_unknown_and_sensitive_values_of_a_plan_are_marked() -> None:
    plan = decode_recorded(json.dumps(recorded_plan("staging")).encode(), "plan.json")
    database = plan.resources["module.dashboard_database.aws_db_instance.this"].attributes

    assert database.inside("port").value == 5432
    assert not database.inside("vpc_security_group_ids").is_known
    assert database.inside("password").sensitive is True
    assert database.inside("nothing").value is NOT_GIVEN


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", ()),
        ("module.a", (ModuleStep("a"),)),
        ("module.a[0].module.b", (ModuleStep("a", 0), ModuleStep("b"))),
        (r'module.a["x.y\"]"]', (ModuleStep("a", 'x.y"]'),)),
    ],
)
def test_addresses_of_modules(text: str, steps: tuple[ModuleStep, ...]) -> None:
    assert module_address(text) == steps


def test_a_wrong_address_of_a_module_is_refused() -> None:
    with pytest.raises(Unreadable, match="not the address of a module"):
        module_address("module.a b c.")
