"""From facts and findings to documents. Every sentence that readers see is here.

In: `Facts`. Out: `Page`s, and the text of generated regions, as `docgen.document` nodes.
See `docgen.document` for how they are printed.
"""
