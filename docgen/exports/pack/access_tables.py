"""Permissions and trust as tables of the evidence pack."""

from collections.abc import Iterator, Mapping

from docgen.exports.pack.table import LIST, Json, cell, flat, pack_table, place
from docgen.pages.evidence.table import Cell, PackTable

WHERE = ("path", "line")


def access_tables(environments: Mapping[str, Json]) -> tuple[PackTable, ...]:
    """`environments`: of `facts_json`."""
    return (
        identities_table(environments),
        trusts_table(environments),
        policies_table(environments),
        keys_table(environments),
        reached_table(environments),
    )


def access_rows(environments: Mapping[str, Json], key: str) -> Iterator[tuple[str, Json]]:
    for name, data in environments.items():
        for each in data["access"][key]:
            yield name, each


def identities_table(environments: Mapping[str, Json]) -> PackTable:
    rows = []
    for name, each in access_rows(environments, "identities"):
        ways = [f"{one['way']}: {one['verdict']}" for one in each["escalations"]]
        limits = [
            *each["administrator"]["limits"],
            *(limit for one in each["escalations"] for limit in one["limits"]),
        ]
        reads = [f"{one['action']} on {resources(one)}: {one['verdict']}" for one in each["reads"]]
        rows.append(
            (
                name,
                cell(each, "address"),
                cell(each, "name"),
                cell(each, "kind"),
                each["administrator"]["verdict"],
                cell(each, "privileged"),
                LIST.join(ways),
                LIST.join(dict.fromkeys(map(str, limits))),
                cell(each, "groups"),
                cell(each, "policies"),
                cell(each, "boundary"),
                cell(each, "unknown_policies"),
                LIST.join(reads),
                *place(each),
            )
        )
    return pack_table(
        "identities",
        (
            "environment",
            "address",
            "name",
            "kind",
            "administrator",
            "privileged",
            "ways_to_more",
            "limits",
            "groups",
            "policies",
            "boundary",
            "unknown_policies",
            "reads",
            *WHERE,
        ),
        rows,
        (
            ("environment",),
            ("address", "name", "kind", *WHERE),
            ("administrator", "privileged"),
            ("ways_to_more", "limits"),
            ("policies", "groups", "boundary", "unknown_policies"),
            ("reads",),
        ),
    )


def resources(read: Json) -> str:
    return "everything" if read["everything"] else LIST.join(read["resources"])


def trusts_table(environments: Mapping[str, Json]) -> PackTable:
    names = (
        "role",
        "kind",
        "who",
        "own_account",
        "conditions",
        "external_id",
        "subjects",
        "subject_bound",
        "reason",
    )
    rows = (
        (name, *(cell(each, one) for one in names)) for name, each in access_rows(environments, "role_trusts")
    )
    return pack_table(
        "role_trusts",
        ("environment", *names),
        rows,
        (
            ("environment",),
            ("role",),
            ("who", "kind", "own_account"),
            ("conditions", "external_id"),
            ("subjects", "subject_bound"),
            ("reason",),
        ),
    )


def policies_table(environments: Mapping[str, Json]) -> PackTable:
    """One row for each statement; one for a policy of which no statement is known."""
    names = ("sid", "kind", "who", "own_account", "actions", "public", "conditions")
    rows: list[tuple[Cell, ...]] = []
    for name, each in access_rows(environments, "resource_policies"):
        head = (name, cell(each, "address"), cell(each, "kind"), cell(each, "subject"), cell(each, "public"))
        for one in each["statements"] or [{}]:
            rows.append((*head, *(flat(one.get(key)) for key in names), cell(each, "reason"), *place(each)))
    return pack_table(
        "resource_policies",
        (
            "environment",
            "address",
            "policy_kind",
            "subject",
            "public",
            "sid",
            "principal_kind",
            "who",
            "own_account",
            "actions",
            "statement_public",
            "conditions",
            "reason",
            *WHERE,
        ),
        rows,
        (
            ("environment",),
            ("address", "policy_kind", *WHERE),
            ("subject",),
            ("public", "statement_public"),
            ("who", "principal_kind", "own_account"),
            ("sid", "actions"),
            ("conditions", "reason"),
        ),
    )


def keys_table(environments: Mapping[str, Json]) -> PackTable:
    names = ("address", "user", "kind", "active")
    rows = (
        (name, *(cell(each, one) for one in names), *place(each))
        for name, each in access_rows(environments, "keys")
    )
    return pack_table(
        "keys",
        ("environment", *names, *WHERE),
        rows,
        (("environment",), ("address", *WHERE), ("user",), ("kind",), ("active",)),
    )


def reached_table(environments: Mapping[str, Json]) -> PackTable:
    names = ("address", "verdict", "ports", "via", "role", "privileged")
    rows = (
        (name, *(cell(each, one) for one in names)) for name, each in access_rows(environments, "reached")
    )
    return pack_table(
        "reached",
        ("environment", *names),
        rows,
    )
