"""Pages to what stands on them: words, rules, marks and pictures, in points from the top left as displayed."""
