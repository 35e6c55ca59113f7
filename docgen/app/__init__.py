"""The doors: command line, MkDocs plugin, files, settings.

In: a folder with `docgen.yml`. Out: files, text, exit codes. Nothing is decided here, only handed on.
"""
