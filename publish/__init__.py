"""Verdicts to what people open: Parquet files, the review list, the summary."""
