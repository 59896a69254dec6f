"""The limits of processes, messages and what is kept, in one place. docs/reliability.md says what they promise."""

MB = 2**20

# Clock seconds per CPU second: on a busy machine a document got 10 to 29 CPU seconds out of 30 on the clock.
CLOCK_PER_CPU = 3
# CPU seconds that a worker spends itself on each page that OCR reads: on the marks and rules in its picture.
CPU_PER_PICTURE = 5
# Address space of a worker, in bytes. pdfplumber and pdfium need some 500 MB; workers import no pyarrow.
MEMORY = 512 * MB
# A worker is renewed after so many documents: what a library leaks goes with it.
RENEWED_AFTER = 50
# Clock seconds within which a worker must be ready, and how many in a row may fail to be. It takes 0.5 to 2.
START_SECONDS = 60
STARTS = 3
# What a worker may say of one document, in bytes. The largest sample's reading is 60 kB.
LARGEST_MESSAGE = 8 * MB
# What is kept of earlier runs, in bytes; the oldest goes first.
MOST_KEPT = 1024 * MB
