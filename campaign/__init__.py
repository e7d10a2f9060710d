"""One function per use case, and settings; the only room that knows all others."""
