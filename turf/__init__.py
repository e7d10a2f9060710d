"""The cut: door graph, balanced turfs connected on foot, names, audit sheet."""
