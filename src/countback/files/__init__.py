"""The athlete's files: read into frozen values, or into problems with line numbers; written atomically.

From the file to a season: `document` (TOML) → `tables` (which keys there are; `amounts`, `moments`, `distances` and
`choices` know what fits a key) → `contradictions` → `season`. `lines` finds the line of a key, only when there is a
problem. `new` writes a first season.toml, `schema` tells editors about it, `atomic` writes files.
No training is decided here, and nothing is asked or printed.
"""
