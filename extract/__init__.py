"""Bytes to verdicts: read → cells → labels → rows → sections → verdicts → audit."""
