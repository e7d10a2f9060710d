"""The streets one can walk along, from OpenStreetMap."""
