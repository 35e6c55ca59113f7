"""One site over many systems: each is documented in a process of its own, and says of itself in short what the others need."""
