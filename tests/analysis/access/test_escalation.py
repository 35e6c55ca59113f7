"""Ways to more permissions: each known one is found, and none where a part of it is missing, denied or gains nothing."""

import itertools
from collections.abc import Mapping

import pytest

from docgen.analysis.access.access import Access
from docgen.analysis.access.ways import WAYS, Way
from tests.analysis.access.configurations import (
    ADMINISTRATOR,
    Json,
    access_of,
    allow,
    deny,
    document,
    role,
    user,
)


def ways_of(access: Access, name: str) -> dict[str, bool | None]:
    found = next(each for address, each in access.privileges.items() if address.name == name)
    return {each.way.key: each.verdict for each in found.escalations}


def administrator(access: Access, name: str) -> bool | None:
    return next(each for a, each in access.privileges.items() if a.name == name).administrator.verdict


@pytest.mark.parametrize("way", WAYS, ids=lambda each: each.key)
def test_each_way_is_found_where_all_its_actions_are_allowed(way: Way) -> None:
    statements = [allow([each.action for each in way.needs])]
    configuration = role("start", *statements) + role(
        "admin", ADMINISTRATOR, trusts={"AWS": "«aws_iam_role.start.arn»"}
    )

    assert ways_of(access_of(configuration), "start")[way.key] is True


@pytest.mark.parametrize("way", [each for each in WAYS if len(each.needs) > 1], ids=lambda each: each.key)
def test_a_way_that_lacks_one_action_is_none(way: Way) -> None:
    for missing in way.needs:
        statements = [allow([each.action for each in way.needs if each is not missing])]
        assert way.key not in ways_of(access_of(role("start", *statements)), "start"), missing.action


CREATE = "iam:CreatePolicyVersion"
OLD = {"aws:TokenIssueTime": "2020-01-01T00:00:01Z"}
MFA = {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
# What a role may do, and the way that it has: True, None (not decided), or "" for none.
CASES: dict[str, tuple[list[Mapping[str, Json]], dict[str, bool | None]]] = {
    "a named policy of its own": (
        [allow(CREATE, "arn:aws:iam::*:policy/own-*")],
        {CREATE: True},
    ),
    "a condition that is always met": (
        [allow(CREATE, Condition={"DateGreaterThan": OLD})],
        {CREATE: True},
    ),
    "a condition that is never met": ([allow(CREATE, Condition={"DateLessThan": OLD})], {}),
    "a condition on who asks": ([allow(CREATE, **MFA)], {CREATE: None}),
    "policies of AWS, which no customer can change": ([allow(CREATE, "arn:aws:iam::aws:policy/own-*")], {}),
    "a Deny in the same policy": ([allow("iam:*"), deny("iam:*")], {}),
    "a Deny and no Allow": ([deny("iam:*")], {}),
    "a Deny under a condition": ([allow(CREATE), deny("iam:*", **MFA)], {CREATE: None}),
    "a Deny for some resources": (
        [allow(CREATE), deny(CREATE, "arn:aws:iam::*:policy/own-*")],
        {CREATE: None},
    ),
    "a Deny of something else": ([allow(CREATE), deny("s3:*")], {CREATE: True}),
    "everything but other actions": (
        [
            {
                "Effect": "Allow",
                "NotAction": [
                    "iam:*",
                    "sts:*",
                    "ec2:*",
                    "ec2-*:*",
                    "glue:*",
                    "ssm:*",
                    "cloudformation:*",
                    "sagemaker:*",
                ],
                "Resource": "*",
            }
        ],
        {"lambda:UpdateFunctionCode": True},
    ),
    "actions in other letters": ([allow("IAM:createpolicyversion")], {CREATE: True}),
    "a pattern of actions": ([allow("iam:Create*Version")], {CREATE: True}),
    "its own user name": (
        [allow("iam:CreateAccessKey", "arn:aws:iam::*:user/${aws:username}".replace("$", "$$"))],
        {},
    ),
    "an action that is not known": ([allow(["s3:GetObject", "«var.it»"])], {}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_takes_a_way_away(case: str) -> None:
    statements, expected = CASES[case]
    own = """
    resource "aws_iam_policy" "own" {
      name   = "own-1"
      policy = jsonencode({ Version = "2012-10-17", Statement = [] })
    }
    resource "aws_iam_role_policy_attachment" "own" {
      role       = aws_iam_role.start.name
      policy_arn = aws_iam_policy.own.arn
    }
    variable "it" { type = string }
    """
    access = access_of(role("start", *statements) + own)

    found = {key: verdict for key, verdict in ways_of(access, "start").items() if key in expected or verdict}
    assert found == expected


def test_an_action_that_is_not_known_leaves_it_undecided() -> None:
    statements, _ = CASES["an action that is not known"]
    access = access_of(role("start", *statements) + 'variable "it" {\n  type = string\n}\n')

    assert next(iter(access.privileges.values())).privileged is None


PASSING = "iam:PassRole"
RUN = "iam:PassRole, ec2:RunInstances"
# The role that is passed: its policy, whom it trusts, under which condition it may be passed; whether that is a way.
PASSED = {
    "an administrator that trusts EC2": ([ADMINISTRATOR], "ec2", {}, True),
    "an administrator that trusts Lambda": ([ADMINISTRATOR], "lambda", {}, False),
    "a role that reads": ([allow("s3:GetObject")], "ec2", {}, False),
    "a role that can get more": ([allow(CREATE)], "ec2", {}, True),
    "to EC2 only": (
        [ADMINISTRATOR],
        "ec2",
        {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        True,
    ),
    "to ECS only": (
        [ADMINISTRATOR],
        "ec2",
        {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
        False,
    ),
    "to services like EC2": ([ADMINISTRATOR], "ec2", {"StringLike": {"iam:PassedToService": "ec2*"}}, None),
}


@pytest.mark.parametrize("case", PASSED)
def test_a_role_that_may_be_passed_counts_by_what_it_gains(case: str) -> None:
    statements, service, conditions, expected = PASSED[case]
    more = {"Condition": conditions} if conditions else {}
    access = access_of(
        role("start", allow(PASSING, "«aws_iam_role.passed.arn»", **more), allow("ec2:RunInstances"))
        + role("passed", *statements, trusts={"Service": f"{service}.amazonaws.com"})
    )

    assert ways_of(access, "start").get(RUN, False) is expected


def test_statements_of_several_policies_make_one_way() -> None:
    text = (
        role("start", allow(PASSING))
        + """
    resource "aws_iam_policy" "run" {
      name   = "run"
      policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "ec2:RunInstances", Resource = "*" }] })
    }
    resource "aws_iam_policy_attachment" "run" {
      name       = "run"
      roles      = ["start"]
      policy_arn = aws_iam_policy.run.arn
    }
    """
    )

    assert ways_of(access_of(text), "start")[RUN] is True


def test_a_chain_of_roles_leads_on() -> None:
    access = access_of(
        user("first")
        + role("second", allow("sts:AssumeRole"), trusts={"AWS": "«aws_iam_user.first.arn»"})
        + role("third", ADMINISTRATOR, trusts={"AWS": "«aws_iam_role.second.arn»"})
        + user("stranger", allow("sts:AssumeRole"))
    )

    assert ways_of(access, "first") == {"sts:AssumeRole": True}
    assert ways_of(access, "second") == {"sts:AssumeRole": True}
    assert ways_of(access, "stranger") == {}


@pytest.mark.parametrize(("name", "expected"), [("first", None), ("other", False)])
def test_a_role_of_an_unknown_account_may_be_the_trusted_one(name: str, expected: bool | None) -> None:  # noqa: FBT001 - a column
    text = role("first") + role("second", ADMINISTRATOR, trusts={"AWS": f"arn:aws:iam::«var.it»:role/{name}"})
    privileges = {each.name: found for each, found in access_of(text + UNSET).privileges.items()}

    assert privileges["first"].privileged is expected


@pytest.mark.parametrize(("date", "expected"), [("2020-01-01T00:00:00Z", False), ("1900000000", None)])
def test_a_condition_is_past_where_its_date_is(date: str, expected: bool | None) -> None:  # noqa: FBT001 - a column
    text = user("start", allow("*", Condition={"DateLessThan": {"aws:CurrentTime": date}}))
    ways = {each.verdict for found in access_of(text).privileges.values() for each in found.escalations}

    assert ways == (set() if expected is False else {None})


MOST_STEPS = 40


@pytest.mark.parametrize("order", ["on", "back", "to and fro"])
def test_the_first_role_of_a_long_chain_is_never_harmless(order: str) -> None:
    """Roles are judged in the order of their names: the chain follows it, goes against it, or jumps."""
    steps = range(MOST_STEPS)
    jumping = [each if each % 2 else 2 * MOST_STEPS - each for each in steps]
    numbers = {"on": list(steps), "back": list(reversed(steps)), "to and fro": jumping}[order]
    names = [f"r{number:03}" for number in numbers]
    text = role(names[-1])
    for name, assumed_by in itertools.pairwise(names):
        text += role(
            name, *([ADMINISTRATOR] * (name == names[0])), trusts={"AWS": f"«aws_iam_role.{assumed_by}.arn»"}
        )
    access = access_of(text)

    assert administrator(access, names[0]) is True
    assert all(each.privileged is not False for each in access.privileges.values())


GROUPS = {
    "in the configuration": ("aws_iam_group.it.name", "", False),
    "not in the configuration": ('"Administrators"', "", None),
    "in two": ('aws_iam_group.it.name, "Administrators"', "", None),
    "perhaps": ("aws_iam_group.it.name", "count = var.it", None),
}


@pytest.mark.parametrize("case", GROUPS)
def test_what_a_group_gives_is_not_known_where_the_group_is_not(case: str) -> None:
    groups, count, expected = GROUPS[case]
    text = (
        user("start")
        + 'resource "aws_iam_group" "it" {\n  name = "it"\n}\n'
        + UNSET.replace("string", "number")
        + f'resource "aws_iam_user_group_membership" "m" {{\n  {count}\n  user = aws_iam_user.start.name\n  groups = [{groups}]\n}}\n'
    )

    (held,) = (each for address, each in access_of(text).privileges.items() if address.name == "start")

    assert held.privileged is expected


def test_a_policy_of_one_of_two_roles_with_the_same_name_may_be_that_of_each() -> None:
    other = 'provider "aws" {\n  alias   = "other"\n  profile = var.it\n}\n' + UNSET
    text = role("start") + role("second", more="  provider = aws.other").replace(
        '"second"\n  ass', '"start"\n  ass'
    )
    attached = ATTACHED.replace("aws_iam_role.start.name", '"start"') % "AdministratorAccess"
    access = access_of(other + text + attached)

    assert (administrator(access, "start"), administrator(access, "second")) == (None, None)


def test_a_boundary_that_may_not_be_there_takes_nothing_away() -> None:
    text = """
    variable "it" { type = number }
    resource "aws_ssoadmin_permission_set" "start" {
      name         = "start"
      instance_arn = "arn:aws:sso:::instance/ssoins-1"
    }
    resource "aws_ssoadmin_managed_policy_attachment" "a" {
      instance_arn       = "arn:aws:sso:::instance/ssoins-1"
      permission_set_arn = aws_ssoadmin_permission_set.start.arn
      managed_policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
    }
    resource "aws_ssoadmin_permissions_boundary_attachment" "b" {
      COUNT
      instance_arn       = "arn:aws:sso:::instance/ssoins-1"
      permission_set_arn = aws_ssoadmin_permission_set.start.arn
      permissions_boundary {
        managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
      }
    }
    """

    assert administrator(access_of(text.replace("COUNT", "")), "start") is False
    assert administrator(access_of(text.replace("COUNT", "count = var.it")), "start") is None


BOUNDARIES = {
    "nothing of IAM": (allow("s3:*"), {}),
    "everything": (allow("*"), {CREATE: True}),
    "under a condition": (allow("iam:*", **MFA), {CREATE: None}),
}


@pytest.mark.parametrize("case", BOUNDARIES)
def test_a_boundary_limits_what_a_role_may(case: str) -> None:
    statement, expected = BOUNDARIES[case]
    policy = role("start", allow(CREATE), more="  permissions_boundary = aws_iam_policy.b.arn")
    text = policy + f'resource "aws_iam_policy" "b" {{\n  name = "b"\n  policy = {document(statement)}\n}}\n'

    assert ways_of(access_of(text), "start") == expected


ATTACHED = 'resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.start.name\n  policy_arn = "arn:aws:iam::aws:policy/%s"\n}\n'
MANAGED = {
    "AdministratorAccess": (True, {}),
    "IAMFullAccess": (False, {CREATE: True}),
    "PowerUserAccess": (False, {"lambda:UpdateFunctionCode": True}),
    "AmazonS3ReadOnlyAccess": (False, {}),
    "job-function/NetworkAdministrator": (False, {}),
    "NoSuchPolicyOfAws": (None, {}),
}


@pytest.mark.parametrize("policy", MANAGED)
def test_policies_of_aws_are_known(policy: str) -> None:
    is_administrator, expected = MANAGED[policy]
    access = access_of(role("start") + ATTACHED % policy)

    assert administrator(access, "start") is is_administrator
    assert ways_of(access, "start").items() >= expected.items()


def test_an_unknown_policy_leaves_an_administrator_undecided() -> None:
    text = role("start", ADMINISTRATOR, deny("s3:DeleteBucket")) + 'variable "it" {\n  type = string\n}\n'
    unknown = 'resource "aws_iam_role_policy_attachment" "a" {\n  role = aws_iam_role.start.name\n  policy_arn = var.it\n}\n'

    assert administrator(access_of(text), "start") is True
    assert administrator(access_of(text + unknown), "start") is None


def test_a_role_of_unknown_name_may_be_the_one_that_is_denied() -> None:
    text = (
        role(
            "start",
            allow(PASSING, "«aws_iam_role.passed.arn»"),
            allow("ec2:RunInstances"),
            deny(PASSING, "arn:aws:iam::*:role/core-*"),
        )
        + role("passed", ADMINISTRATOR)
        + UNSET
    )

    assert ways_of(access_of(text), "start")[RUN] is True
    assert ways_of(access_of(text.replace('name = "passed"', "name = var.it", 1)), "start")[RUN] is None


UNSET = 'variable "it" {\n  type = string\n}\n'


@pytest.mark.parametrize(("holder", "expected"), [("start", True), ("other", False), ("«var.it»", None)])
def test_a_policy_belongs_to_whom_it_names(holder: str, expected: bool | None) -> None:  # noqa: FBT001 - a column
    named = holder.replace("«", "${").replace("»", "}")
    attached = ATTACHED.replace("aws_iam_role.start.name", f'"{named}"') % "AdministratorAccess"

    assert administrator(access_of(role("start") + attached + UNSET), "start") is expected


def test_a_policy_of_a_role_that_is_not_found_may_be_that_of_one_whose_name_is_not_known() -> None:
    text = role("start").replace('name = "start"', "name = var.it") + UNSET
    attached = ATTACHED.replace("aws_iam_role.start.name", '"other"') % "AdministratorAccess"

    assert administrator(access_of(text + attached), "start") is None
