"""What is written: whole or not at all, private where it must be."""
