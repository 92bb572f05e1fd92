"""The public site and its newsroom: its own process and its own database, fed by what an office has published."""
