"""Who gets in, and what they did."""
