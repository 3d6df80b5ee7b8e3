from synthesis.models.analysis import Analysis
from synthesis.models.approval import Approval
from synthesis.models.checks import SetAside
from synthesis.models.circulation import Circulation, DraftComment
from synthesis.models.coding import Code, Reading
from synthesis.models.coverage import Disposition
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.notebook import Note
from synthesis.models.polis import PolisStatement, PolisVoter
from synthesis.models.publication import Edition, HouseStyle, ParagraphSource
from synthesis.models.remark import Remark
from synthesis.models.rephrasing import Rephrasing
from synthesis.models.report import Evidence, Paragraph, Report, Section
from synthesis.models.returned import ReturnedChange, ReturnedFile, WordCopy
from synthesis.models.telling import Telling
from synthesis.models.theme import Suggestion, Theme, ThemeRun, ThemeVersion
from synthesis.models.version import Editing, ParagraphVersion

__all__ = [
    "Analysis",
    "Approval",
    "Circulation",
    "Code",
    "Disposition",
    "DraftComment",
    "Editing",
    "Edition",
    "Evidence",
    "HouseStyle",
    "Note",
    "Paragraph",
    "ParagraphSource",
    "ParagraphVersion",
    "PolisStatement",
    "PolisVoter",
    "Reading",
    "Remark",
    "Rephrasing",
    "Report",
    "ReportFile",
    "ReturnedChange",
    "ReturnedFile",
    "Section",
    "SetAside",
    "Snapshot",
    "Suggestion",
    "Telling",
    "Theme",
    "ThemeRun",
    "ThemeVersion",
    "WordCopy",
]
