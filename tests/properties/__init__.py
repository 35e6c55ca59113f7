"""What holds for every input, on inputs that a machine makes up."""
