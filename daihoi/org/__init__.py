"""Units and their tree, members, users, roles and grants, live tallies."""
