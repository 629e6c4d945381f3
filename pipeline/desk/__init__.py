"""The desk: where a complaint team works off alerts. The logic between `spike.lifecycle` and the pages of the console.

casework    what is open, who has it, what is due next
acting      one step by one person, decided by the store
plan        which playbook holds
similar     past alerts like this one, and how they were closed
statement   drafts of a public statement, in Turkish and English
curve       observed against usual, for the chart
postmortem  the report after closing

Pure but for `acting`, `casework.read` and `curve.read`, which ask the store they are given. Customer text reaches it
masked, inside the evidence, and no other way.
"""
