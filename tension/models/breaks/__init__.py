"""Dating breaks: cost, noise, search, number and inference, each in a module of its own."""
