"""What happened in the street: contacts, walks, shifts and what they add up to."""
