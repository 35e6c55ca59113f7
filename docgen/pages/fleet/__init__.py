"""The pages over many systems."""
