"""Sentences: words for what `docgen.analysis` found as data. One module for each kind of thing that is said."""
