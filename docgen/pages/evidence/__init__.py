"""Documents of the evidence pack: README.md and the page for printing. `docgen.exports.pack` makes the rest of it."""
