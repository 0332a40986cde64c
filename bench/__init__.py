"""How fast countback is: `python -m bench`. Figures of one run on one machine; compare the ratios, not the numbers."""
