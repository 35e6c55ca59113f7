"""Text to syntax tree. Knows HCL, not Terraform.

In: a `SourceFile`. Out: a `Body` of `docgen.hcl.nodes`, with diagnostics.
See `docgen.terraform` for the meaning of the blocks.
"""
