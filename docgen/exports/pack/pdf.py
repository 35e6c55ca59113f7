"""print.html as PDF, by WeasyPrint (https://weasyprint.org/), which is an extra.

Nothing is loaded: the page has everything in it. Fonts are those of the machine, so the bytes are not the same everywhere.
"""

from weasyprint import HTML
from weasyprint.urls import URLFetcher


def print_pdf(page: bytes) -> bytes:
    """Only addresses that hold their own data are read."""
    made: bytes = HTML(string=page.decode(), url_fetcher=URLFetcher(allowed_protocols=["data"])).write_pdf()
    return made
