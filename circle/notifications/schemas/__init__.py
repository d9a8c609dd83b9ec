"""What forms and JSON of telling people may contain, and what answers say, split by noun."""
