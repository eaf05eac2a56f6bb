"""Fewer, better events: filters, duplicates, mirrors; each says what it took away."""
