"""A repository and its `docgen.yml`, made ready: settings, files, inputs, the evaluation of environments, facts.

In: a folder. Out: `Project`, `EnvironmentEvaluation`, `Facts`. Nothing is printed or written here.
"""
