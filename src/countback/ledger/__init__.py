"""What each target was last told: one SQLite file a season, `.countback/ledger.db`, for the athlete's eyes alone.

`store` is the file and its tables, `codec` an event as text, `lock` keeps to one sync at a time. Losing all of it loses
nothing but the knowledge of deletions that the calendar has forgotten too: the base of a merge is in the events.
"""
