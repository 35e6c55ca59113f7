"""docgen: Terraform in, true network and security documentation out.

In: a folder with `docgen.yml` and Terraform. Out: pages, facts, verdicts.
The command line is next door: `docgen.app.cli`.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
