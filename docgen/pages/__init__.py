"""Facts and findings to documents. Every sentence the reader sees is here.

In: `Facts`. Out: `Page`s, and the text of generated regions, as `docgen.document` nodes.
How they are printed is next door: `docgen.document`.
"""
