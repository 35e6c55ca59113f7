"""`python -m docgen`."""

from docgen.app.cli import run

run()
