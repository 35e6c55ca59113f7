"""The tables of the evidence pack, each with all rows of all environments."""

from collections.abc import Iterator

import msgspec

from docgen.analysis.boundary import Border
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.ownership import OWNER, PURPOSE, said_by
from docgen.analysis.register import Register
from docgen.analysis.scopes import scope_words
from docgen.analysis.secret_readers import readers, secrets_of
from docgen.analysis.verdicts import ClaimVerdict
from docgen.exports import controls, register, scopes
from docgen.exports.pack.access_tables import access_tables
from docgen.exports.pack.table import LIST, Json, cell, flat, pack_table, place, traced
from docgen.exports.register import Approvals
from docgen.pages.evidence.table import PackTable
from docgen.pages.sentences.claims import verdict_text
from docgen.rules.rule import Assessed
from docgen.source.tristate import Tristate

WHERE = ("path", "line")
STORE = (
    "kind",
    "encrypted",
    "key",
    "in_transit",
    "backup_days",
    "deletion_protection",
    "versioned",
    "rotates",
)


class Evaluated(msgspec.Struct, frozen=True, eq=False):
    """The input of the tables."""

    facts: Facts
    data: Json  # `facts_json` of the same facts
    registers: tuple[Register, ...]
    approvals: Approvals
    assessed: tuple[Assessed, ...]
    claims: tuple[ClaimVerdict, ...]
    borders: tuple[Border, ...]

    def environments(self) -> Iterator[tuple[EnvironmentFacts, Json]]:
        for each in self.facts.environments:
            yield each, self.data["environments"][each.name]


def pack_tables(found: Evaluated) -> tuple[PackTable, ...]:
    """Every table, in the order of the printed page; one without rows says that there is nothing."""
    return (
        register_table(found),
        connections_table(found),
        *((scopes_table(found),) if found.borders else ()),
        exposures_table(found),
        controls_table(found),
        assertions_table(found),
        listeners_table(found),
        stores_table(found),
        secrets_table(found),
        logs_table(found),
        *access_tables(found.data["environments"]),
        inventory_table(found),
        inputs_table(found),
        gaps_table(found),
    )


def register_table(found: Evaluated) -> PackTable:
    return pack_table(
        "register",
        register.COLUMNS,
        register.rows(found.registers, found.approvals, found.facts),
        (
            ("environment", "scopes"),
            ("from",),
            ("to", "held_by", "security_group", "direction"),
            ("traffic", "insecure_services"),
            ("state", "because"),
            ("encrypted",),
            ("reason", "reason_from", "owner", "ticket", "review", "mitigation"),
            ("address", "path", "line"),
            ("commit", "date", "author", "pull_request", "history"),
        ),
    )


def connections_table(found: Evaluated) -> PackTable:
    names = ("from", "to", "ports", "target_ports", "verdict", "via", "conditions", "unknowns")
    rows = (
        (facts.name, *(cell(each, name) for name in names))
        for facts, data in found.environments()
        for each in data["connections"]
    )
    return pack_table(
        "connections",
        ("environment", *names),
        rows,
        (
            ("environment",),
            ("from",),
            ("to",),
            ("ports", "target_ports"),
            ("via", "conditions"),
            ("verdict", "unknowns"),
        ),
    )


def scopes_table(found: Evaluated) -> PackTable:
    return pack_table(
        "scopes",
        scopes.COLUMNS,
        scopes.rows(found.borders),
        (
            ("environment", "scope"),
            ("way", "certain", "kind"),
            ("from",),
            ("to",),
            ("traffic", "via"),
            ("state", "encrypted"),
            ("reasons",),
            ("addresses",),
        ),
    )


def exposures_table(found: Evaluated) -> PackTable:
    names = ("id", "subject", "kind", "name", "verdict", "effect", "severity", "because", "ports", "sources")
    more = ("blockers", "unknowns", "refusals", "path", "closing", "accepted", "scopes")
    rows = []
    for facts, data in found.environments():
        for exposure, each in zip(facts.exposures, data["exposures"], strict=True):
            checks = [f"{one['step']}: {one['because']}" for one in each["path"]]
            closing = each.get("closing") or {}
            accepted = [
                f"{one['reason']} ({one['owner']}, until {one['until']})" for one in each.get("accepted", ())
            ]
            rows.append(
                (
                    facts.name,
                    *(cell(each, name) for name in names),
                    cell(each, "blockers"),
                    cell(each, "unknowns"),
                    cell(each, "refusals"),
                    LIST.join(checks),
                    flat(closing.get("said")),
                    LIST.join(accepted),
                    scope_words(facts, exposure.subject),
                )
            )
    return pack_table(
        "exposures",
        ("environment", *names, *more),
        rows,
        (
            ("environment", "scopes"),
            ("subject", "kind", "name", "id"),
            ("severity", "verdict", "effect"),
            ("ports", "sources"),
            ("because", "blockers", "unknowns", "refusals"),
            ("path",),
            ("closing", "accepted"),
        ),
    )


def controls_table(found: Evaluated) -> PackTable:
    return pack_table(
        "controls",
        controls.COLUMNS,
        controls.rows(found.assessed, found.facts),
        (
            ("environment", "scopes"),
            ("id", "title"),
            ("severity",),
            ("subject",),
            ("verdict", "because"),
            ("path", "line"),
            ("waiver_reason", "waiver_owner", "waiver_until"),
        ),
    )


def assertions_table(found: Evaluated) -> PackTable:
    rows = (
        (one.environment, each.page, each.says, one.verdict.value, verdict_text(one))
        for each in found.claims
        for one in each.findings
    )
    return pack_table(
        "assertions",
        ("environment", "source", "statement", "verdict", "because"),
        rows,
    )


def listeners_table(found: Evaluated) -> PackTable:
    rows = (
        (
            facts.name,
            traced(each.load_balancer),
            traced(each.port),
            traced(each.protocol),
            "no TLS" if each.tls_policy is None else traced(each.tls_policy),
            traced(each.certificate),
            str(each.address),
            each.span.path,
            each.span.line,
        )
        for facts, _ in found.environments()
        for each in facts.network.listeners
    )
    columns = ("load_balancer", "port", "protocol", "tls_policy", "certificate", "address", *WHERE)
    return pack_table(
        "listeners",
        ("environment", *columns),
        rows,
        (
            ("environment",),
            ("load_balancer",),
            ("port", "protocol"),
            ("tls_policy",),
            ("certificate",),
            ("address", *WHERE),
        ),
    )


def stores_table(found: Evaluated) -> PackTable:
    rows = (
        (
            facts.name,
            cell(each, "address"),
            cell(each, "name"),
            *(cell(each, name) for name in STORE),
            *place(each),
        )
        for facts, data in found.environments()
        for each in data["data_stores"]
    )
    return pack_table(
        "data_stores",
        ("environment", "address", "name", *STORE, *WHERE),
        rows,
        (
            ("environment",),
            ("address", "name", *WHERE),
            ("kind",),
            ("encrypted", "key"),
            ("in_transit",),
            ("backup_days", "versioned"),
            ("deletion_protection", "rotates"),
        ),
    )


def secrets_table(found: Evaluated) -> PackTable:
    rows = []
    for facts, data in found.environments():
        known, unknown = readers(facts.network)
        named = {str(secret): tasks for secret, tasks in known.items()}
        own = {str(each.address) for each in secrets_of(facts.network)}
        for each in data["data_stores"]:
            if each["address"] in own:
                rows.append(
                    (
                        facts.name,
                        *(
                            cell(each, name)
                            for name in ("address", "name", "kind", "encrypted", "key", "rotates")
                        ),
                        LIST.join(map(str, named.get(each["address"], ()))),
                        LIST.join(str(one.address) for one in unknown),
                        *place(each),
                    )
                )
    names = ("address", "name", "kind", "encrypted", "key", "rotates", "given_to", "perhaps_given_to")
    return pack_table(
        "secrets",
        ("environment", *names, *WHERE),
        rows,
        (
            ("environment",),
            ("address", "name", *WHERE),
            ("kind",),
            ("encrypted", "key"),
            ("rotates",),
            ("given_to", "perhaps_given_to"),
        ),
    )


def logs_table(found: Evaluated) -> PackTable:
    names = ("address", "name", "retention_in_days", "kms_key", "log_class")
    rows = (
        (facts.name, *(cell(each, name) for name in names), *place(each))
        for facts, data in found.environments()
        for each in data["log_groups"]
    )
    return pack_table(
        "log_groups",
        ("environment", *names, *WHERE),
        rows,
        (("environment",), ("address", "name", *WHERE), ("retention_in_days",), ("kms_key",), ("log_class",)),
    )


def inventory_table(found: Evaluated) -> PackTable:
    names = ("address", "type", "name", "modelled", "carries_traffic", "number", "region")
    more = ("owner", "purpose", "scopes", *WHERE)
    rows = (
        (
            facts.name,
            str(item.address),
            item.address.type,
            traced(item.name),
            item.modelled,
            item.carries_traffic,
            "unknown" if item.count_unknown else 1,
            traced(item.region),
            tag_text(said_by(item, OWNER)),
            tag_text(said_by(item, PURPOSE)),
            scope_words(facts, item.address),
            item.span.path,
            item.span.line,
        )
        for facts, _ in found.environments()
        for item in facts.network.inventory
    )
    return pack_table(
        "inventory",
        ("environment", *names, *more),
        rows,
        (
            ("environment", "scopes"),
            ("address", "name"),
            ("type", "number"),
            ("modelled", "carries_traffic"),
            ("region",),
            ("owner", "purpose"),
            WHERE,
        ),
    )


def tag_text(said: tuple[Tristate, str]) -> str:
    """The value of a tag; `unknown` if it is not known, empty if there is none."""
    answer, text = said
    return "unknown" if answer is None else text


def inputs_table(found: Evaluated) -> PackTable:
    rows = (
        (facts.name, name, cell(each, "value"), cell(each, "source"), *place(each))
        for facts, data in found.environments()
        for name, each in data["inputs"].items()
    )
    return pack_table(
        "inputs",
        ("environment", "variable", "value", "source", *WHERE),
        rows,
        (("environment",), ("variable",), ("value",), ("source", *WHERE)),
    )


def gaps_table(found: Evaluated) -> PackTable:
    names = ("kind", "cause", "address", "path", "line", "reason", "remedy")
    rows = (
        (facts.name, *(cell(each, name) for name in names))
        for facts, data in found.environments()
        for each in data["gaps"]
    )
    return pack_table(
        "gaps",
        ("environment", *names),
        rows,
        (("environment",), ("kind", "cause"), ("address", *WHERE), ("reason",), ("remedy",)),
    )
