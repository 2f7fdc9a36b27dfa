"""What must be provable: uploads, access log, idempotency keys, throttles, Thai search tokens."""
