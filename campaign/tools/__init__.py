"""Tools that need no campaign."""
