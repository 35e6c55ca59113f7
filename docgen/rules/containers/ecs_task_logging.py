"""Every container of an ECS task definition writes logs.

Checks: `logConfiguration` of the containers of ECS task definitions.
Why: Without logs there is no record of what a container did.
Fix: Give each container a `logConfiguration` with a `logDriver`.
Undecided: A part of the container definitions is not known.
Not applicable: An environment without ECS task definitions.
"""

from docgen.rules.properties import every, is_true

judge = every("task_definitions", "logs", is_true)
