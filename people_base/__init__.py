"""What is kept, and how long: one file, one transaction at a time."""
