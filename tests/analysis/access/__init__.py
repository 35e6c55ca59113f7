"""Tests of `docgen.analysis.access`."""
