"""What a person or a program sees of a plan: text for a terminal, data for `--json`. Pure; printing is the CLI's."""
