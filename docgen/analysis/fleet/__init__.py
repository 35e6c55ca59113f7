"""Several systems side by side: what one says of itself in short, and what connects it with the others."""
