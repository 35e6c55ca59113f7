"""Parity and influence, on a project whose environments differ in inputs only."""

from pathlib import Path

from docgen.analysis.facts import Facts
from docgen.analysis.input_impact import find_influence
from docgen.analysis.parity import Row, find_parity
from docgen.workspace.pipeline import find_facts
from docgen.workspace.project import open_project
from tests.app.atlas import Edit, apply, copy_atlas

DATABASE = "module.dashboard_database.aws_db_instance.this"


def facts_of(folder: Path) -> Facts:
    project = open_project(folder).value
    assert project is not None
    return find_facts(project).value


def test_what_differs_is_told_for_each_environment(tmp_path: Path) -> None:
    rows = {(each.subject, each.fact): each for each in find_parity(facts_of(copy_atlas(tmp_path)))}

    assert rows[DATABASE, "public address"].values == ("true", "false")
    assert rows[DATABASE, "subnets"].values == ("public", "private")
    assert rows["module.vpc.aws_vpc.this", "ranges"].values == ("10.20.0.0/16", "10.30.0.0/16")
    assert not rows["", "number of NAT gateways"].differs
    assert not rows["module.vpc.aws_security_group.alb", "rules"].differs


def test_a_thing_in_one_environment_only_is_a_difference(tmp_path: Path) -> None:
    folder = copy_atlas(tmp_path)
    group = '\nresource "aws_security_group" "extra" {\n  name   = "extra"\n  vpc_id = module.vpc.vpc_id\n}\n'
    apply(folder, Edit("terraform/production/main.tf", "", group))

    rows = {(each.subject, each.fact): each for each in find_parity(facts_of(folder))}

    assert rows["aws_security_group.extra", "rules"].values == ("—", "none")
    assert rows["", "number of security groups"].values == ("6", "7")


def test_an_input_leads_to_what_hangs_on_it(tmp_path: Path) -> None:
    found = {each.variable: each for each in find_influence(facts_of(copy_atlas(tmp_path)))}

    assert [str(each) for each in found["alb_ingress_cidrs"].exposures] == ["module.alb.aws_lb.this"]
    assert [str(each) for each in found["alb_ingress_cidrs"].groups] == ["module.vpc.aws_security_group.alb"]
    assert len(found["az_count"].subnets) == 4
    assert [str(each) for each in found["dashboard_db_publicly_accessible"].exposures] == [DATABASE]
    assert "log_retention_days" not in found


def test_only_two_known_values_are_different() -> None:
    assert Row("", "number of subnets", ("4", "8"), (True, True)).is_different
    assert not Row("", "number of subnets", ("4 or more", "8 or more"), (False, False)).is_different
    assert not Row("", "number of subnets", ("4", "not seen"), (True, False)).is_different
    assert Row("", "number of subnets", ("4", "8", "not seen"), (True, True, False)).is_different
