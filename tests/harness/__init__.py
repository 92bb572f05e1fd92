"""Harnesses that inject failure; each has a control that shows it can fail."""
