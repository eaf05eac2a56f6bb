"""From event code to weight: scales that know their scheme, their bound and what they miss."""
