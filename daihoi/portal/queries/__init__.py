"""What the reader's pages ask for."""
