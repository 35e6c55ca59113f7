"""Network to facts. Pure questions, no opinions.

In: one `Network` an environment (`docgen.aws.model`). Out: `Facts`.
Opinions about facts are next door: `docgen.rules`; sentences about them in `docgen.pages`.
"""
