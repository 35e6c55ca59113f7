"""What a page is made of, and how it is printed. Knows no AWS and no Terraform.

In: pages and drawings as data (`nodes`, `drawing`). Out: Markdown, SVG, and the files that dress the site.
See `docgen.pages` for what the pages say.
"""
