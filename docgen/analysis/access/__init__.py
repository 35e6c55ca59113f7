"""Effective permissions: who may do what, by the policies of one environment."""
