"""The commands, one file each: `docgen build`, `docgen check` and so on."""
