"""The demo season: the files of a district office and what happens to them. Every person in it is invented."""
