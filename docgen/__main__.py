"""`python -m docgen`."""

from docgen.app.cli import main

main()
