"""From resource instances to the network that AWS would build.

In: evaluated instances (`docgen.language`). Out: a `Network` of typed, traced things (`docgen.aws.model`).
See `docgen.analysis` for questions about that network.
"""
