"""The command line `arpenteur`: reads what is typed, calls one use case, says what came out."""
