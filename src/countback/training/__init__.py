"""The coach: pure, standard library only, speaks coaches' language. No file, clock or server is known here."""
