"""Source locations, and diagnostics about them.

In: nothing of ours. Out: `SourceFile`, `Span`, addresses, traced values, `Diagnostic`.
See `docgen.hcl` for parsing.
"""
