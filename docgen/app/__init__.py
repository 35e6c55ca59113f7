"""The entry points: command line, MkDocs plugin, reading and writing files.

In: a folder with `docgen.yml`. Out: files, text, exit codes. This package only connects the others; it decides nothing itself.
"""
