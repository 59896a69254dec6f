"""The samples as programs in use would print them: one PDF per habit, in `pdf/`, with what must be read in `golden/`.

`pdf/SAMPLE.PRODUCER-HABIT.pdf` says what `samples/SAMPLE.txt` says. The committed PDFs are what is tested
(tests/test_producers.py); `python -m tests.producers [NAME…]` builds them again. That needs what the project does not
depend on: chromium, soffice (LibreOffice Writer), the Python package weasyprint, and of Debian's fonts
fonts-liberation, fonts-dejavu, fonts-crosextra-carlito and fonts-opensymbol. Another version of a program gives
another PDF that says the same.
"""
