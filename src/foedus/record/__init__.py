"""What was said, provably: entries, the hash tree over them, checkpoints, receipts, bundles."""
