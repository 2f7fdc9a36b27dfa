"""How numbers are written, where Django's own way would break what a page puts into its markup."""
