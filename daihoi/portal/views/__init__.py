"""The reader's pages, the doors of the desk, what offices hand in."""
