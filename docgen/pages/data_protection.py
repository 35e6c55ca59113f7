"""The data protection page: stores, secrets, logs, and owners."""

from collections.abc import Sequence

from docgen.analysis.database_tls import force_ssl, is_postgres
from docgen.analysis.exposure import Effect
from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.analysis.ownership import OWNER, PURPOSE, Ownership, ownership
from docgen.analysis.secret_readers import readers, secrets_of
from docgen.aws.model.base import AwsResource
from docgen.aws.model.data_protection import DataStore
from docgen.aws.model.logs import LogGroup
from docgen.document.nodes import (
    Block,
    Code,
    Inline,
    Inlines,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
    Text,
    Unknown,
    inlines,
)
from docgen.pages.bounds import seen
from docgen.pages.labels import Labels
from docgen.pages.links import pointer, yes_no
from docgen.pages.words import codes, count, evidence, sentence, value, word
from docgen.source.address import ResourceAddress
from docgen.source.traced import Known, Traced

ABOUT = (
    "What holds data, and how it is protected: encryption at rest and its key, whether clients must use TLS, backups, "
    "protection against deletion. An empty setting is one that docgen does not read for this kind of store. "
    "TLS policies and certificates of load balancers are on the page "
)
STORES = (
    "Store",
    "Kind",
    "Encrypted",
    "Key",
    "Clients need TLS",
    "Backups, days",
    "Deletion protection",
    "Exposed",
    "Evidence",
)
OWN_KEY = "AWS's"
MOST_OWNERS = 20
EXPOSED = {
    Effect.OPEN_NOW: "open now",
    Effect.ON_PAPER: "open on paper",
    Effect.UNDECIDED: "undecided",
}


def data_protection_page(facts: Facts) -> Page:
    """All environments, a section each."""
    sections = tuple(Section(sentence(each.name), environment_blocks(each)) for each in facts.environments)
    about = "Encryption, backups, secrets, log retention and owners, from Terraform."
    intro = Paragraph(inlines(ABOUT, Link("Listeners", "listeners.md"), "."))
    return Page("data-protection.md", "Data protection", about, (intro, *sections), wide=True)


def environment_blocks(facts: EnvironmentFacts) -> tuple[Block, ...]:
    labels = Labels((facts,))
    return (
        Section("Stores", (Paragraph(store_summary(facts)), store_table(facts, labels))),
        Section("Secrets", (secret_table(facts, labels),)),
        Section("Logs", (log_table(facts, labels),)),
        Section("Owners and purpose", owner_blocks(facts)),
    )


# -- stores ----------------------------------------------------------------------------------------


def store_summary(facts: EnvironmentFacts) -> Inlines:
    """The number of encrypted stores, with unknown ones counted separately."""
    stores = facts.network.of(DataStore)
    known = [each.encrypted.value for each in stores if isinstance(each.encrypted, Known)]
    unknown = len(stores) - len(known)
    first = f"{known.count(True)} of {count(len(stores), 'store')}"
    parts = [
        f"{seen(first, facts.not_seen.anything)} {'is' if len(stores) == 1 else 'are'} encrypted at rest"
    ]
    parts += [f"{known.count(False)} are not"] if False in known else []
    parts += [f"of {unknown} it is not known"] if unknown else []
    return inlines("; ".join(parts), ".") if stores else ()


def store_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    exposed, stores = exposure_words(facts), facts.network.of(DataStore)
    rows = tuple(
        store_row(each, exposed, facts, labels)
        for each in sorted(stores, key=lambda one: (one.kind, one.address.order()))
    )
    return Table(STORES, rows, "No store of data is declared.", wide=True)


def exposure_words(facts: EnvironmentFacts) -> dict[ResourceAddress, str]:
    """The worst of each thing's exposures."""
    found: dict[ResourceAddress, str] = {}
    for effect, words in reversed(EXPOSED.items()):
        for each in facts.exposures:
            if each.effect is effect:
                found[each.subject] = words
    return found


def transit_cell(store: DataStore, facts: EnvironmentFacts) -> Inlines:
    """Encryption in transit; for a PostgreSQL database it is in the parameter group."""
    database = next((each for each in facts.network.databases if each.address == store.address), None)
    postgres = is_postgres(database, facts.network) if database is not None else False
    if database is None or postgres is False:
        return setting(store.in_transit)
    found = force_ssl(database, facts.network)
    return inlines(Unknown(found.gap.text) if found.gap is not None else yes_no(found.forced))


def store_row(
    store: DataStore, exposed: dict[ResourceAddress, str], facts: EnvironmentFacts, labels: Labels
) -> tuple[Inlines, ...]:
    return (
        inlines(Code(labels.of(store.address)), *(" (an unknown number)",) * store.count_unknown),
        inlines(store.kind),
        inlines(word(store.encrypted, yes_no)),
        key_cell(store, labels),
        transit_cell(store, facts),
        () if store.backup_days is None else inlines(days(store.backup_days)),
        setting(store.deletion_protection),
        inlines(exposed[store.address]) if store.address in exposed else (),
        inlines(evidence(store.address, store.span)),
    )


def key_cell(store: DataStore, labels: Labels) -> Inlines:
    """The key; nothing of what is certainly not encrypted."""
    if isinstance(store.encrypted, Known) and not store.encrypted.value:
        return ()
    return inlines(Text(OWN_KEY) if store.key is None else pointer(store.key, labels))


def setting(found: Traced[bool] | None) -> Inlines:
    return () if found is None else inlines(word(found, yes_no))


def days(found: Traced[int]) -> Inline:
    return word(found, lambda number: "none" if number == 0 else str(number))


# -- secrets ---------------------------------------------------------------------------------------


def secret_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    """Each secret, its key, and who gets it by reference."""
    found, unknown = readers(facts.network)
    rows = tuple(
        (
            inlines(Code(labels.of(each.address))),
            inlines(each.kind),
            inlines(Text(OWN_KEY) if each.key is None else pointer(each.key, labels)),
            setting(each.rotates),
            reader_cell(found.get(each.address, ()), unknown, facts, labels),
            inlines(evidence(each.address, each.span)),
        )
        for each in secrets_of(facts.network)
    )
    heads = ("Secret", "Kind", "Key", "Rotates", "ECS task definitions that get it", "Evidence")
    return Table(heads, rows, "No secret is declared.", wide=True)


def reader_cell(
    tasks: Sequence[ResourceAddress],
    unknown: Sequence[AwsResource],
    facts: EnvironmentFacts,
    labels: Labels,
) -> Inlines:
    named = codes(labels.of(each) for each in tasks)
    if unknown:
        return (*named, *inlines("; " if named else "", "of some task definitions it is not known"))
    return named or inlines(seen("none", facts.not_seen.anything))


# -- logs ------------------------------------------------------------------------------------------


def log_table(facts: EnvironmentFacts, labels: Labels) -> Table:
    rows = tuple(
        (
            inlines(value(each.name)),
            inlines(word(each.retention_in_days, lambda number: str(number) if number else "for ever")),
            inlines(Text(OWN_KEY) if each.kms_key is None else pointer(each.kms_key, labels)),
            inlines(evidence(each.address, each.span)),
        )
        for each in facts.network.of(LogGroup)
    )
    return Table(("Log group", "Kept, days", "Key", "Evidence"), rows, "No log group is declared.")


# -- owners ----------------------------------------------------------------------------------------


def owner_blocks(facts: EnvironmentFacts) -> tuple[Block, ...]:
    owners, purposes = (ownership(facts.network.inventory, keys) for keys in (OWNER, PURPOSE))
    said = inlines(
        coverage_text("an owner", owners), " ", coverage_text("a purpose", purposes), " Counted are tags such as ",
        Code("Owner"), ", ", Code("Team"), " and ", Code("Service"), ", those of the provider's ", Code("default_tags"), " among them.",
    )  # fmt: skip
    if not owners.values:
        return (Paragraph(said),)
    shown = list(owners.values.items())[:MOST_OWNERS]
    rest = len(owners.values) - len(shown)
    rows = [(inlines(Code(name)), inlines(str(number))) for name, number in shown]
    rows += [(inlines(f"and {rest} more"), ())] if rest else []
    return (Paragraph(said), Table(("Owner", "Resources"), tuple(rows), ""))


def coverage_text(what: str, found: Ownership) -> str:
    doubt = f", and of {found.unknown} it is not known" if found.unknown else ""
    return f"{found.saying} of {count(found.taking, 'resource')} that take tags name {what}{doubt}."
