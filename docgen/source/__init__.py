"""Where things come from, and how we say that something is wrong there.

In: nothing of ours. Out: `SourceFile`, `Span`, addresses, traced values, `Diagnostic`.
Reading text into syntax is next door: `docgen.hcl`.
"""
