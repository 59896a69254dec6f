"""Bad inputs, made by `corpus.py`, and the small sound documents that they are made from."""
