"""From the series to results: the latent level and the dated breaks, each with its certainty."""
