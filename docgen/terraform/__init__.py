"""What each module declares, before anything is computed.

In: syntax trees (`docgen.hcl`). Out: `Module`, and a `Configuration`: the tree of modules below one root.
See `docgen.language` for the evaluation of values.
"""
