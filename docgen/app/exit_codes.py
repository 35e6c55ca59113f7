"""The exit codes, the same for every command."""

CLEAN, WRONG_INPUT, USAGE, DRIFT, POLICY = ALL = tuple(range(5))
