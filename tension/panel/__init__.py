"""All dyads at once: the definitions of a single series as one expression for many engines."""
