"""The table of AWS's own managed policies: packed in chunks, of which only those are read that are asked about."""

import pytest

from docgen.aws.managed_policies import chunk, managed_policies, statements_of


@pytest.mark.parametrize(
    ("name", "action"),
    [
        ("AdministratorAccess", "*"),
        ("service-role/AmazonECSTaskExecutionRolePolicy", "ecr:GetAuthorizationToken"),
        ("AmazonS3ReadOnlyAccess", "s3:Get*"),
    ],
)
def test_a_policy_has_its_statements(name: str, action: str) -> None:
    found = statements_of(name)

    assert found is not None
    assert action in {text for statement in found for text in statement.actions or ()}


@pytest.mark.parametrize("name", ["", "0", "AdministratorAcces", "AdministratorAccess2", "zzz"])
def test_a_policy_that_is_not_in_the_table_is_not_known(name: str) -> None:
    assert statements_of(name) is None


def test_every_chunk_is_whole_and_in_order() -> None:
    table = managed_policies()
    names = [name for position in range(len(table.head.chunks)) for name in chunk(position)]

    assert sum(length for _, length in table.head.chunks) == len(table.packed)
    assert names == sorted(names)
    assert len(names) > 1_500
    assert all(table.statements(name) for name in names)


def test_one_policy_costs_one_chunk() -> None:
    chunk.cache_clear()
    managed_policies().statements("ReadOnlyAccess")

    assert chunk.cache_info().currsize == 1
