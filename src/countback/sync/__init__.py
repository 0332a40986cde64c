"""Read, decide, write, record: one run of a sync, against any door.

`run` is the run, `reading` and `sending` its two ends, `patience` the waiting in between, `values` what goes in and
out. Clock, chance, sleep and the diary are arguments; nothing here knows a concrete door.
"""
