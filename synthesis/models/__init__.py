from synthesis.models.coding import Code, Reading
from synthesis.models.notebook import Note
from synthesis.models.report import Evidence, Paragraph, Report, Section
from synthesis.models.theme import Suggestion, Theme, ThemeRun, ThemeVersion

__all__ = [
    "Code",
    "Evidence",
    "Note",
    "Paragraph",
    "Reading",
    "Report",
    "Section",
    "Suggestion",
    "Theme",
    "ThemeRun",
    "ThemeVersion",
]
