"""Returns and their roll-up, reconciliation, the summary report."""
