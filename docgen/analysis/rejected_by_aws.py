"""Configurations that AWS refuses to apply, so that nothing of them can be reached."""

from collections.abc import Iterator

from docgen.analysis.placement import Placement
from docgen.aws.model.components import Component, KafkaCluster
from docgen.source.traced import Known


def rejections(component: Component, *places: Placement | None) -> Iterator[str]:
    """Why AWS would refuse the public access of an MSK cluster.

    https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html
    """
    if not isinstance(component, KafkaCluster):
        return
    if not isinstance(component.public, Known) or not component.public.value:
        return
    if isinstance(component.unauthenticated, Known) and component.unauthenticated.value:
        yield "public access needs unauthenticated access to be off"
    logins = (component.iam, component.scram, component.tls)
    if all(isinstance(each, Known) and not each.value for each in logins):
        yield "public access needs IAM, SCRAM or mutual TLS authentication"
    if isinstance(component.client_broker, Known) and component.client_broker.value != "TLS":
        yield "public access needs TLS between clients and brokers, without plaintext"
    if any(place is not None and place.tier in {"private", "isolated"} for place in places):
        yield "public access needs every broker subnet to route to an internet gateway"
