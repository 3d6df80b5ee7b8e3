from synthesis.models.analysis import Analysis
from synthesis.models.circulation import Circulation, DraftComment
from synthesis.models.coding import Code, Reading
from synthesis.models.coverage import Disposition
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.notebook import Note
from synthesis.models.polis import PolisStatement, PolisVoter
from synthesis.models.publication import Edition, HouseStyle, ParagraphSource
from synthesis.models.report import Evidence, Paragraph, Report, Section
from synthesis.models.telling import Telling
from synthesis.models.theme import Suggestion, Theme, ThemeRun, ThemeVersion

__all__ = [
    "Analysis",
    "Circulation",
    "Code",
    "Disposition",
    "DraftComment",
    "Edition",
    "Evidence",
    "HouseStyle",
    "Note",
    "Paragraph",
    "ParagraphSource",
    "PolisStatement",
    "PolisVoter",
    "Reading",
    "Report",
    "ReportFile",
    "Section",
    "Snapshot",
    "Suggestion",
    "Telling",
    "Theme",
    "ThemeRun",
    "ThemeVersion",
]
