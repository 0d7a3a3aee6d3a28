"""What it costs, each figure beside its floor or peer in the same run: ``python -m benchmarks``."""
