"""The list of generated pages, in order."""

import posixpath
import re
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType

import msgspec

from docgen.analysis.facts import Facts
from docgen.analysis.justification import Why
from docgen.analysis.parity import IntendedDifference
from docgen.analysis.register import Register, find_register
from docgen.document.nodes import Inlines, Link, Page, Paragraph, Text, inlines
from docgen.pages.access import access_page
from docgen.pages.architecture import architecture_page
from docgen.pages.bounds import bounded_overview, bounded_page
from docgen.pages.control_pages import control_pages
from docgen.pages.controls import controls_page
from docgen.pages.data_flow import data_flow_page
from docgen.pages.data_protection import data_protection_page
from docgen.pages.diagrams import DATA_FLOW
from docgen.pages.environment import inventory_page, network_page
from docgen.pages.exposures_page import exposures_page
from docgen.pages.ingress import ingress_page
from docgen.pages.input_impact import influence_page
from docgen.pages.inputs_and_outputs import inputs_and_outputs_page
from docgen.pages.labels import Labels
from docgen.pages.limits import limited
from docgen.pages.listeners import listeners_page
from docgen.pages.parity import parity_page
from docgen.pages.reachability import reachability_page
from docgen.pages.register import register_page
from docgen.pages.reviews import NO_REVIEWS, ReviewHistory
from docgen.pages.scopes import scopes_pages
from docgen.pages.security_groups import security_groups_page
from docgen.rules.policy import Policy


def generated_pages(  # noqa: PLR0913, PLR0917 - what the pages are made of
    facts: Facts,
    labels: Labels,
    intended: Sequence[IntendedDifference] | None = None,
    not_drawn: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    entries: Sequence[Why] = (),
    reviews: ReviewHistory = NO_REVIEWS,
    policies: Sequence[Policy] = (),
    registers: Sequence[Register] | None = None,
) -> tuple[Page, ...]:
    """Every page that is generated whole.

    `not_drawn`: by environment and name of a picture, why there is none; `entries`: of `why:` in docgen.yml;
    `registers`: of the environments, where they are known already.
    """
    if registers is None:
        registers = [find_register(each, entries) for each in facts.environments]
    overviews = (
        inputs_and_outputs_page(facts),
        influence_page(facts, labels),
        parity_page(facts, intended),
        listeners_page(facts),
        data_protection_page(facts),
        controls_page(facts, policies),
        *control_pages(facts),
        register_page(facts, registers, entries, reviews),
        *scopes_pages(facts, registers),
    )
    pages = [limited(bounded_overview(each, facts)) for each in overviews]
    for environment in facts.environments:
        own = Labels((environment,))
        missing = not_drawn.get(environment.name, {})
        made = (
            architecture_page(environment, own, missing),
            data_flow_page(environment, own, entries, missing.get(DATA_FLOW)),
            network_page(environment, own),
            security_groups_page(environment, own),
            ingress_page(environment, own),
            exposures_page(environment, own),
            access_page(environment, own),
            reachability_page(environment, own),
            inventory_page(environment, own),
        )
        pages += [limited(bounded_page(each, environment), environment.name) for each in made]
    names = [each.name for each in facts.environments]
    return tuple(map(boosted, with_switches(pages, names)))


ENVIRONMENT_PAGE = re.compile(r"environments/(?P<environment>[^/]+)/(?P<name>[^/]+\.md)")
PARITY = "parity.md"


def with_switches(pages: Sequence[Page], environments: Sequence[str]) -> list[Page]:
    """The pages, those of an environment with a line of links to the same page of the others: `staging · production · compare`."""
    paths = {each.path for each in pages}
    return [with_switch(each, environments, paths) for each in pages]


def with_switch(page: Page, environments: Sequence[str], paths: Container[str]) -> Page:
    """Unchanged where there is one environment, and where the page is about all of them."""
    found = ENVIRONMENT_PAGE.fullmatch(page.path)
    if found is None or len(environments) < 2:  # noqa: PLR2004 - a switch needs two positions
        return page

    def entry(environment: str) -> Inlines:
        path = f"environments/{environment}/{found['name']}"
        is_link = environment != found["environment"] and path in paths
        return inlines(Link(environment, path) if is_link else environment)

    entries = [part for each in environments for part in (*entry(each), Text(" · "))]
    line = Paragraph((*entries, Link("compare", PARITY)))
    return msgspec.structs.replace(page, blocks=(line, *page.blocks))


# How much earlier or later than others the site's search lists pages of a kind; 1 for the rest.
BOOSTS: Mapping[str, float] = MappingProxyType(
    {
        "exposures.md": 6,
        "inputs-and-outputs.md": 3,
        "inventory.md": 2,
        "network.md": 5,
        "parity.md": 0.5,
        "reachability.md": 0.5,
        "security-groups.md": 5,
    }
)
BOOST_OF_CONTROLS = 0.2


def boosted(page: Page) -> Page:
    folder, name = posixpath.split(page.path)
    boost = BOOST_OF_CONTROLS if folder == "controls" else BOOSTS.get(name, 1)
    return msgspec.structs.replace(page, boost=boost)
