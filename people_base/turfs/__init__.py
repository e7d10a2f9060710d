"""Which building belongs to which turf, and how that changed."""
