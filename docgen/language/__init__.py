"""From declarations to resource instances with traced values.

In: what modules declare (`docgen.terraform`) and provider schemas. Out: `Evaluation`: instances and outputs.
See `docgen.aws` for the network that AWS builds from them.
"""
