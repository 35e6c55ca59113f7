"""Every listener of every load balancer: its port, its TLS policy, its certificate."""

from docgen.analysis.facts import EnvironmentFacts, Facts
from docgen.aws.model.load_balancing import Listener
from docgen.document.nodes import Inline, Inlines, Page, Paragraph, Section, Table, Text, inlines
from docgen.pages.labels import Labels
from docgen.pages.links import pointer
from docgen.pages.words import evidence, sentence, value
from docgen.source.traced import Known

ABOUT = (
    "The TLS policy decides which protocol versions and ciphers a client may use. Where it is "
    "missing, AWS chooses one, and Terraform learns which when it applies."
)
HEADS = ("Load balancer", "Port", "Protocol", "TLS policy", "Certificate", "Evidence")


def listeners_page(facts: Facts) -> Page:
    """The listeners of all environments, one table for each."""
    tables = tuple(Section(sentence(each.name), (listener_table(each),)) for each in facts.environments)
    about = "Ports, TLS policies and certificates of load balancers, from Terraform."
    return Page("listeners.md", "Listeners", about, (Paragraph(inlines(ABOUT)), *tables), wide=True)


def listener_table(facts: EnvironmentFacts) -> Table:
    labels = Labels((facts,))
    listeners = sorted(facts.network.listeners, key=port_order)
    rows = tuple(listener_row(each, labels) for each in listeners)
    return Table(HEADS, rows, "No listeners are declared.", wide=True)


def port_order(listener: Listener) -> tuple[str, int]:
    """By load balancer, then by port; unknown ones first."""
    balancer = listener.load_balancer
    return (
        str(balancer.value) if isinstance(balancer, Known) else "",
        listener.port.value if isinstance(listener.port, Known) else 0,
    )


def listener_row(listener: Listener, labels: Labels) -> tuple[Inlines, ...]:
    return (
        inlines(pointer(listener.load_balancer, labels)),
        inlines(value(listener.port)),
        inlines(value(listener.protocol)),
        inlines(policy_text(listener)),
        inlines(value(listener.certificate)),
        inlines(evidence(listener.address, listener.span)),
    )


def policy_text(listener: Listener) -> Inline:
    return Text("no TLS") if listener.tls_policy is None else value(listener.tls_policy)
