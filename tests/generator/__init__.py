"""A seeded generator of test factsheets in many layouts and states, each with its own gold.

`sentences.py` is the stock of text, `names.py` gemeenten and approaches, `sheets.py` what a factsheet says,
`gold.py` what must be read in it, `damage.py` and `traps.py` what befalls it; the other modules write it as a file.
"""
