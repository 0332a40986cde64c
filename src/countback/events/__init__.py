"""The calendar: pure, speaks RFC 5545; never a file, a clock or a server."""
