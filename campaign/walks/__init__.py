"""Use cases on walks: plan, share among canvassers, send teams."""
