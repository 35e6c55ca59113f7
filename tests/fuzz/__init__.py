"""Untrusted input, made up without end: whatever is read, only diagnostics may come out. `README.md` says how to run it."""
