"""What stands before the pages: who has no visit under way sees a form, and nothing else."""
