"""From scored events to the validated series: every period, silence explicit, an interval each."""
