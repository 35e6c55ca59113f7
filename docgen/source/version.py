"""The version of docgen."""

VERSION = "0.1.0"
