"""The software's version and the index's methodology version, each in its one place."""

VERSION = "0.1.0"
"""Version of the software; hatchling reads it from here."""

METHODOLOGY = "1.0"
"""Version of the index: raised whenever a same input would give another number."""
