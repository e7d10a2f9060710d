"""One function per use case, settings and the command line; the only room that knows all others."""
