"""Measures of songs, in numpy: what style they have, what of a source they keep, and how sure a mean is."""
