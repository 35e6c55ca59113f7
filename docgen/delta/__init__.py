"""Two revisions of one project: what a change opens, weakens and destroys, as data.

`compare` is the table of contents. Everything is judged by difference: what was already so is not reported.
"""
