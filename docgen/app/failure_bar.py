"""A red bar on every page of a site that could not be rebuilt: the pages are older than the files."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Any
from wsgiref.types import StartResponse

from docgen.app.host_check import Application, Environment
from docgen.source.inert import shown_line

BODY = b"<body"
LENGTH = "content-length"


def with_failure(application: Application, failure: Callable[[], str]) -> Application:
    """The application, with a bar in HTML while there is a failure: why the site could not be built."""

    def answer(environment: Environment, start: StartResponse) -> Iterable[bytes]:
        text = failure()
        if not text:
            return application(environment, start)
        kept: list[Any] = []

        def keep(*words: object) -> Callable[[bytes], None]:
            kept.append(words)
            return lambda _: None

        body = b"".join(application(environment, keep))
        status, headers, *rest = kept[0]
        if any(name.lower() == "content-type" and "html" in value for name, value in headers):
            body = with_bar(body, text)
            headers = [each for each in headers if each[0].lower() != LENGTH]
            headers.append(("Content-Length", str(len(body))))
        start(status, headers, *rest)
        return [body]

    return answer


def with_bar(page: bytes, text: str) -> bytes:
    """The page with the bar as the first thing in its body; a page without a body stays as it is."""
    start = page.find(BODY)
    end = page.find(b">", start) + 1 if start >= 0 else 0
    if not end:
        return page
    lines = "<br>".join(escape(shown_line(each)) for each in text.splitlines())
    bar = f'<div class="dg-failure" role="alert"><strong>Not current:</strong> the site cannot be built. {lines}</div>'
    return page[:end] + bar.encode() + page[end:]
