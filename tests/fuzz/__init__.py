"""A fuzzer for reading and evaluating; not part of the test suite. `tests/fuzz/README.md` says how to run it."""
