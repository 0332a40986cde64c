"""The doors out: one module for each kind of calendar, opened by name when needed, and the protocol they share."""
