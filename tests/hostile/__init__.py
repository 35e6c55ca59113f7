"""Malicious repositories: docgen must stay within its limits."""
