"""countback: counts back from race day to a training calendar that stays right when life happens."""

__version__ = "0.1.0"
