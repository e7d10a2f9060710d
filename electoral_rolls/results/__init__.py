"""Results of elections by bureau, in every layout of the ministry."""
