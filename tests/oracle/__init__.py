"""What the real Terraform says about the projects in this repository, recorded.

In: Terraform roots, the `terraform` program, a fake AWS. Out: one folder of small JSON files an environment.
Expectations written by hand are in the other packages of `tests`, named after the code that they test.
"""
