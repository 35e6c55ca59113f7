"""One command a file: what `docgen build`, `docgen check` … do."""
