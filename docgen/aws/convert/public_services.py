"""Services that AWS itself puts on the internet, by default or by an argument: a table says which."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import msgspec

from docgen.aws.model.base import AwsResource
from docgen.aws.model.products import Product
from docgen.aws.model.public_endpoints import PublicEndpoint
from docgen.aws.read import Node, basics, node
from docgen.language.instance import Instance
from docgen.source.traced import Known, Traced, mapped


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments that decide whether a resource of this type is public."""

    kind: Product
    names: tuple[str, ...] = ("name",)
    path: tuple[
        str, ...
    ] = ()  # blocks, and the argument that decides; empty: nothing does, it always answers
    default: str = "true"  # of the argument, where it is not set
    public: frozenset[str] = frozenset({"true"})  # its values that mean the internet
    port: int = 443
    needs_login: bool = False  # AWS asks for credentials before anything else happens
    holds_data: bool = False


GLOBAL = frozenset({"GLOBAL"})
# https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html
# https://docs.aws.amazon.com/transfer/latest/userguide/create-server-in-vpc.html
# https://docs.aws.amazon.com/appsync/latest/devguide/using-private-apis.html
# https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html
# https://docs.aws.amazon.com/mwaa/latest/userguide/configuring-networking.html
# https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-configuring-database-public-mode.html
SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "aws_amplify_app": Shape(kind=Product.AMPLIFY_APP),
        "aws_apprunner_service": Shape(
            kind=Product.APP_RUNNER_SERVICE,
            names=("service_name",),
            path=("network_configuration", "ingress_configuration", "is_publicly_accessible"),
        ),
        "aws_appsync_api": Shape(kind=Product.APPSYNC_EVENT_API, needs_login=True),
        "aws_appsync_graphql_api": Shape(
            kind=Product.APPSYNC_API, path=("visibility",), default="GLOBAL", public=GLOBAL
        ),
        "aws_cognito_user_pool_domain": Shape(kind=Product.COGNITO_SIGN_IN_PAGE, names=("domain",)),
        "aws_ec2_client_vpn_endpoint": Shape(kind=Product.CLIENT_VPN_ENDPOINT, needs_login=True),
        "aws_elastic_beanstalk_environment": Shape(kind=Product.ELASTIC_BEANSTALK_ENVIRONMENT, port=80),
        "aws_lightsail_container_service": Shape(
            kind=Product.LIGHTSAIL_CONTAINER_SERVICE,
            path=("is_disabled",),
            default="false",
            public=frozenset({"false"}),
        ),
        "aws_lightsail_database": Shape(
            kind=Product.LIGHTSAIL_DATABASE,
            names=("relational_database_name",),
            path=("publicly_accessible",),
            default="false",
            port=5432,
            holds_data=True,
        ),
        "aws_lightsail_instance": Shape(kind=Product.LIGHTSAIL_INSTANCE, port=22),
        "aws_lightsail_lb": Shape(kind=Product.LIGHTSAIL_LOAD_BALANCER, port=80),
        "aws_mwaa_environment": Shape(
            kind=Product.MWAA_WEB_SERVER,
            path=("webserver_access_mode",),
            default="PRIVATE_ONLY",
            public=frozenset({"PUBLIC_ONLY"}),
            needs_login=True,
        ),
        "aws_transfer_server": Shape(
            kind=Product.TRANSFER_FAMILY_SERVER,
            names=(),
            path=("endpoint_type",),
            default="PUBLIC",
            public=frozenset({"PUBLIC"}),
            port=22,
            needs_login=True,
        ),
    }
)


def convert_public_service(instance: Instance) -> Iterator[AwsResource]:
    own = node(instance)
    shape = SHAPES[instance.address.type]
    yield PublicEndpoint(
        **basics(instance, *shape.names),
        kind=shape.kind,
        is_open=is_public(own, shape),
        decided_by=shape.path[-1] if shape.path else "its kind",
        port=shape.port,
        needs_login=shape.needs_login,
        holds_data=shape.holds_data,
    )


def is_public(own: Node, shape: Shape) -> Traced[bool]:
    if not shape.path:
        return Known(value=True, trace=own.trace)
    place: Node | None = own
    for step in shape.path[:-1]:
        place = place.block(step) if place is not None else None
    if place is None:
        return Known(shape.default in shape.public, own.trace)
    return mapped(place.text(shape.path[-1], shape.default), lambda text: text in shape.public)
