"""The coach: pure, standard library only, speaks coaches' language. No file, clock, calendar or server is known here."""
