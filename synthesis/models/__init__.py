from synthesis.models.analysis import Analysis
from synthesis.models.approval import Approval
from synthesis.models.coding import Code, Reading
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.notebook import Note
from synthesis.models.polis import PolisStatement, PolisVoter
from synthesis.models.remark import Remark
from synthesis.models.report import Evidence, Paragraph, Report, Section
from synthesis.models.theme import Suggestion, Theme, ThemeRun, ThemeVersion
from synthesis.models.version import Editing, ParagraphVersion

__all__ = [
    "Analysis",
    "Approval",
    "Code",
    "Editing",
    "Evidence",
    "Note",
    "Paragraph",
    "ParagraphVersion",
    "PolisStatement",
    "PolisVoter",
    "Reading",
    "Remark",
    "Report",
    "ReportFile",
    "Section",
    "Snapshot",
    "Suggestion",
    "Theme",
    "ThemeRun",
    "ThemeVersion",
]
