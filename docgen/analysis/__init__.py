"""From a network to facts: pure functions that answer questions and judge nothing.

In: one `Network` an environment (`docgen.aws.model`). Out: `Facts`.
See `docgen.rules` for judgements of facts, and `docgen.pages` for the sentences about them.
"""
