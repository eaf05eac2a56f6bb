"""Results → what people read: figures, text, pages, files."""
