"""`docgen explain`: the meaning of a name, the reasons, and their output.

`subject` resolves the name, `explainers` has one function for each kind, `secrets` knows the lines that are never
shown, `explanation_view` prints.
"""
