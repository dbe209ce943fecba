"""An evaluation told as text, as JSON, as a plot and as a page."""
