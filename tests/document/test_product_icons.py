"""Every product has an icon, and the architecture diagram finds it by the product, not by a name."""

import pytest

from docgen.aws.model.products import LOAD_BALANCERS, Product
from docgen.document import icon_files

# Of what AWS has no icon in docgen's set. Something new must not be added here by default.
WITHOUT_ICON = {
    Product.AMPLIFY_APP,
    Product.APPSYNC_API,
    Product.APPSYNC_EVENT_API,
    Product.CODEBUILD_PROJECT,
    Product.MWAA_ENVIRONMENT,
    Product.MWAA_WEB_SERVER,
    Product.TRANSFER_FAMILY_SERVER,
}


@pytest.mark.parametrize("product", Product)
def test_a_product_has_an_icon(product: Product) -> None:
    assert product.icon in icon_files.names()
    assert (product.icon == icon_files.GENERIC) == (product in WITHOUT_ICON)


def test_plurals_are_plural() -> None:
    assert [each for each in Product if each.plural.endswith(("xys", "ss", "xs"))] == []
    assert Product.RDS_PROXY.plural == "RDS proxies"


def test_a_product_prints_as_its_name() -> None:
    assert f"the {Product.ECS_SERVICE}" == "the ECS service"
    assert set(LOAD_BALANCERS) == {"application", "network", "gateway"}
