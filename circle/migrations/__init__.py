"""Steps of the database, in order; run by `circle.core.migrate`."""
