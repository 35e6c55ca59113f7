"""print.html as PDF, by WeasyPrint (https://weasyprint.org/), which is an extra.

Nothing is loaded: the page has everything in it. Fonts are those of the machine, so the bytes are not the same everywhere.
"""

from typing import NoReturn

from weasyprint import HTML
from weasyprint.urls import default_url_fetcher


def print_pdf(page: bytes) -> bytes:
    made: bytes = HTML(string=page.decode(), url_fetcher=fetch).write_pdf()
    return made


def fetch(address: str, *_: object, **__: object) -> object:
    """Only what is in the address itself."""
    return default_url_fetcher(address) if address.startswith("data:") else refuse(address)


def refuse(address: str) -> NoReturn:
    raise ValueError(f"{address} is not in the page")
