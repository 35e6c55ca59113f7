"""Documents as data, and how they are printed. This package knows no AWS and no Terraform.

In: pages and drawings as data (`nodes`, `drawing`). Out: Markdown, SVG, and the files that dress the site.
See `docgen.pages` for what the pages say.
"""
