"""The rules of a congress season: pure, exact, each with its article. No Django, no clock, no I/O, no float."""
