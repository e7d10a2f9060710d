"""What is read and written, whatever it means."""
