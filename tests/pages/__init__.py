"""Tests of `docgen.pages`: words, labels, bounds."""
