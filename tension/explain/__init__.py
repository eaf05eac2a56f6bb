"""Explain: why a number stands where it stands, and how far it moves when choices do."""
