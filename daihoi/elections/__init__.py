"""Elections of a congress and of the bodies it makes: rounds, typed counts, outcome, certificates, ratification."""
