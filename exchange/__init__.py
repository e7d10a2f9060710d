"""Other programs: one file a system."""
