"""A page on the loopback address, on which a song is dropped and its new version worked on.

`server` answers the page, by `guard` for this page alone. `work` keeps the song, the plan and the versions in a folder,
so that a reload and a restart go on; `plans` checks what the page plans, `making` has the model make a version of it,
one at a time in the queue of `jobs`, and `exports` makes the files that musicians take away.
"""
