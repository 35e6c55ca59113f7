"""Several systems together: a summary of each, and the connections between them."""
