"""What is read and written, whatever it means: tables, moments, archives, whole files."""
