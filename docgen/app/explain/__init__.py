"""`docgen explain`: what a name means, why it is so, and how that is told.

`subject` finds what is meant, `explainers` holds one function a kind, `secrets` knows the lines that are never
shown, `telling` prints.
"""
