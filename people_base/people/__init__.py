"""Who is in the base, what they consented or objected to, and how long they stay."""
