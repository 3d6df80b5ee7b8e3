"""The two quantifier scales, as the analysis knows them; every process may load those of ``sessions_app.rules``."""

from sessions_app.rules.quantifiers import POSITIONS, SAID, percent, positions, said, wide_support

__all__ = ["POSITIONS", "SAID", "percent", "positions", "said", "wide_support"]
