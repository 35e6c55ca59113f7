"""Plans, states and AWS accounts, read as data and compared with an evaluation."""
