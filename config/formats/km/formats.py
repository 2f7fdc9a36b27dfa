"""Khmer as Django knows it writes 16,43: a pin of the map must stay 16.43, as in all other languages of the pages."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
