"""No ECS task definition uses the network of its host.

Checks: `network_mode` of ECS task definitions.
Why: A container in the network of its host reaches everything that listens on the host, its credentials included.
Fix: Set `network_mode = "awsvpc"`.
Undecided: The value is not known.
Not applicable: An environment without ECS task definitions.
"""

from docgen.rules.properties import every

judge = every("task_definitions", "network_mode", lambda mode: mode != "host")
