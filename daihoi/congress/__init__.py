"""The season, its congresses with their stages and steps, its calendar and its evidence."""
