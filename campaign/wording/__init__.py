"""The sentences that results of use cases are told in, for every edge."""
