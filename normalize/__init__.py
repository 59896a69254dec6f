"""Text to canonical value: folding, marks, matching, assignment, gemeenten. Opens no documents."""
