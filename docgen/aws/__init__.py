"""Instances to the network that AWS would build.

In: evaluated instances (`docgen.language`). Out: a `Network` of typed, traced things (`docgen.aws.model`).
Questions about that network are next door: `docgen.analysis`.
"""
