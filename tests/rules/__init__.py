"""Tests of `docgen.rules`: each control on small configurations, one for each verdict."""
