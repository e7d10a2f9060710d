"""The plumbing beneath the base: SQL dialects, schema, triggers, bulk loads, encryption."""
