"""Configurations that AWS rejects on apply, so nothing in them can be reached."""

from collections.abc import Iterator

from docgen.analysis.findings import Rejection
from docgen.analysis.placement import Placement
from docgen.aws.model.components import Component, KafkaCluster
from docgen.source.traced import Known


def rejections(component: Component, *places: Placement | None) -> Iterator[Rejection]:
    """Why AWS would refuse the public access of an MSK cluster.

    https://docs.aws.amazon.com/msk/latest/developerguide/public-access.html
    """
    if not isinstance(component, KafkaCluster):
        return
    if not isinstance(component.public, Known) or not component.public.value:
        return
    if isinstance(component.unauthenticated, Known) and component.unauthenticated.value:
        yield Rejection.MSK_UNAUTHENTICATED
    logins = (component.iam, component.scram, component.tls)
    if all(isinstance(each, Known) and not each.value for each in logins):
        yield Rejection.MSK_WITHOUT_AUTHENTICATION
    if isinstance(component.client_broker, Known) and component.client_broker.value != "TLS":
        yield Rejection.MSK_PLAINTEXT
    if any(place is not None and place.tier in {"private", "isolated"} for place in places):
        yield Rejection.MSK_SUBNETS_NOT_PUBLIC
