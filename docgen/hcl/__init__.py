"""Text to syntax tree. Knows HCL, not Terraform.

In: a `SourceFile`. Out: a `Body` of `docgen.hcl.nodes`, with diagnostics.
What the blocks mean is next door: `docgen.terraform`.
"""
