"""What a Terraform repository consists of, found without being told: root modules, environments, values.

In: the files of a repository. Out: a `Plan`, which `docgen init` writes down as `docgen.yml`. Nothing here is certain;
each guess carries the reason for it. Evaluating what was found is next door: `docgen.language`.
"""
