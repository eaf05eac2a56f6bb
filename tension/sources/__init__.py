"""From bytes to the event table: one reader a module, and the account of every row."""
