from synthesis.models.analysis import Analysis
from synthesis.models.coding import Code, Reading
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.notebook import Note
from synthesis.models.polis import PolisStatement, PolisVoter
from synthesis.models.rephrasing import Rephrasing
from synthesis.models.report import Evidence, Paragraph, Report, Section
from synthesis.models.theme import Suggestion, Theme, ThemeRun, ThemeVersion

__all__ = [
    "Analysis",
    "Code",
    "Evidence",
    "Note",
    "Paragraph",
    "PolisStatement",
    "PolisVoter",
    "Reading",
    "Rephrasing",
    "Report",
    "ReportFile",
    "Section",
    "Snapshot",
    "Suggestion",
    "Theme",
    "ThemeRun",
    "ThemeVersion",
]
