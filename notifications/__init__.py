"""The outbox and its transports, subscriptions, and the hub that keeps open pages live."""
