"""No ECS task set gives its tasks public addresses.

Checks: `assign_public_ip` of ECS task sets.
Why: A task with a public address is reachable without the load balancer in front of it.
Fix: Set `assign_public_ip = false`, and let tasks reach the internet through a NAT gateway.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without ECS task sets.
"""

from docgen.aws.model.components import Service
from docgen.aws.model.products import Product
from docgen.rules.properties import every, is_false


def is_task_set(service: Service) -> bool:
    return service.kind is Product.ECS_TASK_SET


judge = every("services", "assign_public_ip", is_false, among=is_task_set)
