"""The version of docgen, said once."""

VERSION = "0.1.0"
