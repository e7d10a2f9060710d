"""How far at most a walk is from the shortest."""
