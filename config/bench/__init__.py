"""Measuring the house: on loopback, bounded, on a database and processes of its own. Never part of a test's verdict."""
