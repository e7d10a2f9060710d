"""One file per change of schema, in order; none changes once it was released."""
