"""Finds out what a Terraform repository consists of, without settings: root modules, environments, values.

In: the files of a repository. Out: a `Plan`, which `docgen init` writes down as `docgen.yml`. Nothing here is certain;
each guess carries the reason for it. See `docgen.language` for the evaluation of what was found.
"""
