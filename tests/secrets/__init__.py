"""What is sensitive never leaves docgen."""
