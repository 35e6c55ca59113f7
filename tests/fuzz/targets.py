"""What reads untrusted input, each as a function of bytes."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.fuzz.language import LANGUAGE
from tests.fuzz.projects import PROJECTS
from tests.fuzz.readers import READERS
from tests.fuzz.runner import Target

TARGETS: Mapping[str, Target] = MappingProxyType(
    {each.name: each for each in (*LANGUAGE, *PROJECTS, *READERS)}
)
