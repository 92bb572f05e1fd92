"""The scenes, by place: halls and people, desks and papers, streets and water."""
