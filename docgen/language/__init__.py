"""Declarations to resource instances whose values are traced.

In: what modules declare (`docgen.terraform`) and provider schemas. Out: `Evaluation`: instances and outputs.
What AWS makes of them is next door: `docgen.aws`.
"""
