"""Reports of an evaluation: as text, as JSON, as a plot and as a page."""
