"""Repositories that were made to hurt whoever reads them: docgen must stay within its bounds."""
