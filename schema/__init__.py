"""What things are: documents of cells, the kader, findings and verdicts, the tables. Imports nothing of ours."""
