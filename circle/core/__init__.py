"""What every package stands on, with no word of the domain: database, jobs, errors, web."""
