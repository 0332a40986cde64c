"""The three-way merge of a calendar with the plan: what the plan wants, what the calendar has, what we wrote last.

Pure: values in, a `Decision` out. `nouns` are the values, `known` finds our events in a calendar, `fields` holds the
field table of SYNC.md section 1, `decide` its event table and the guard, `after` what a concluded write leaves behind.
"""
