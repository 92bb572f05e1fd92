"""Hash-chained events and their verification. Knows no other room; has no pages of its own."""
