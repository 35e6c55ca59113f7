"""Who may do what, by the policies of one environment."""
