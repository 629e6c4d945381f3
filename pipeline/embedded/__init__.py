"""Everything in one go on one machine: broker child process, one Faust worker, store in the process, a feed.

`broker` keeps the child process, `run` brings the parts up and down, `display` shows what happens in the terminal.
The same topics, agents and SQL as in the distributed run.
"""
