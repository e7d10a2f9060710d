"""Use cases on sheets: what goes out, and what must come back."""
