"""One site about many systems: each is documented in its own process, which returns a summary for the others."""
