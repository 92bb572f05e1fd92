"""Pages of season and congress."""
