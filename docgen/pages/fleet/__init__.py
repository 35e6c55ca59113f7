"""The pages about many systems."""
