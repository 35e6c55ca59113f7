"""No ECS service gives its tasks public addresses.

Checks: `assign_public_ip` of ECS services.
Why: A task with a public address is reachable without the load balancer in front of it.
Fix: Set `assign_public_ip = false`, and let tasks reach the internet through a NAT gateway.
Undecided: The value is not known, or a resource that was not seen decides it.
Not applicable: An environment without ECS services.
"""

from docgen.aws.model.components import Service
from docgen.aws.model.products import Product
from docgen.rules.properties import every, is_false


def is_service(service: Service) -> bool:
    return service.kind is Product.ECS_SERVICE


judge = every("services", "assign_public_ip", is_false, among=is_service)
