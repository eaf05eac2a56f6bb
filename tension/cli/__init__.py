"""The command line: thin verbs over the library; heavy imports happen inside verbs."""

from tension.cli.main import main

__all__ = ["main"]
