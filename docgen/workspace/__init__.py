"""Loads and evaluates a repository with its `docgen.yml`: settings, files, inputs, environments, facts.

In: a folder. Out: `Project`, `EnvironmentEvaluation`, `Facts`. Nothing is printed or written here.
"""
