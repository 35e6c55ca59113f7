"""The button below a change on the page of exposures: the new line is on the clipboard, with any theme, and there is one button."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

PAGE = "environments/staging/exposures/"
LINE = "dashboard_db_publicly_accessible = false"
MEMBER = "public_access = false"  # of an object, in which the line belongs
BUNDLE = re.compile(r'<script src="[^"]*/bundle\.[^"]*"></script>')  # the script of Material
FEATURES = '"features": ['


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:  # noqa: ANN401 - playwright is not always there
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


def with_own_buttons(html: str) -> str:
    assert FEATURES in html
    return html.replace(FEATURES, f'{FEATURES}"content.code.copy", ')


def without_material(html: str) -> str:
    assert BUNDLE.search(html)
    return BUNDLE.sub("", html)


def change_page(page: Any, change: Any, headers: dict[str, str]) -> None:  # noqa: ANN401 - as above
    def answer(route: Any) -> None:  # noqa: ANN401 - as above
        response = route.fetch()
        route.fulfill(
            response=response, body=change(response.text()), headers={**response.headers, **headers}
        )

    page.route(f"**/{PAGE}", answer)


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        (str, {}),
        (with_own_buttons, {}),
        (
            without_material,
            {"Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'"},
        ),
    ],
    ids=["material", "material with its own buttons", "another theme, under a policy"],
)
def test_the_new_line_is_copied(page: Any, atlas_address: str, change: Any, headers: dict[str, str]) -> None:  # noqa: ANN401 - as above
    change_page(page, change, headers)
    page.goto(f"{atlas_address}/{PAGE}", wait_until="load")
    page.wait_for_timeout(500)  # Material adds its buttons late

    for line in (LINE, MEMBER):
        button = page.get_by_role("button", name=f"Copy new line: {line}", exact=True)
        button.focus()
        page.keyboard.press("Enter")
        page.locator(".dg-copy [role=status]", has_text=re.compile("^Copied$")).first.wait_for()
        assert page.evaluate("() => navigator.clipboard.readText()") == line

    changes = page.locator("pre[data-copy]").count()
    buttons = page.locator("article button:visible").filter(has_text="Copy").count()
    own = page.locator("article :is(.md-clipboard, .md-code__nav):visible").count()
    assert (buttons, own) == (changes, 0)

    page.emulate_media(media="print")
    assert page.locator(".dg-copy:visible").count() == 0


def test_it_is_copied_where_there_is_no_clipboard(page: Any, atlas_address: str) -> None:  # noqa: ANN401 - as above
    """A site without TLS: browsers give it no `navigator.clipboard`."""
    page.goto(f"{atlas_address}/{PAGE}", wait_until="load")
    page.evaluate(
        "() => Object.defineProperty(navigator, 'clipboard', {value: undefined, configurable: true})"
    )
    page.get_by_role("button", name=f"Copy new line: {LINE}", exact=True).click()
    page.locator(".dg-copy [role=status]", has_text=re.compile("^Copied$")).first.wait_for()
    page.evaluate("() => { delete navigator.clipboard; }")

    assert page.evaluate("() => navigator.clipboard.readText()") == LINE


def test_nothing_without_scripts(browser: Any, atlas_address: str) -> None:  # noqa: ANN401 - as above
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{atlas_address}/{PAGE}", wait_until="load")
    assert page.locator("article button").count() == 0
    context.close()
