"""What the architecture diagram shows: VPC, subnet tiers, what stands in them, and who connects to whom."""

from docgen.analysis.facts import EnvironmentFacts
from docgen.pages.labels import Labels


def architecture_drawing(facts: EnvironmentFacts, labels: Labels) -> object:
    raise NotImplementedError
