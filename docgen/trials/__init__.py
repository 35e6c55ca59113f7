"""Tries other input values: small changes, evaluated and compared.

In: a project and its facts. Out: the changes that help, each proved by evaluating again.
"""
