"""`nabiz bench`: how fast, as ratios taken in one run, for the machine's own speed says little.

`measure` runs the sections, `consumer` is the child process each stream section is taken in, `texts` writes what is
read. Ours stands beside the usual way and beside the bare model; no number here decides a test.
"""
