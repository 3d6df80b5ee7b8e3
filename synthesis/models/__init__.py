from synthesis.models.analysis import Analysis
from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.polis import PolisStatement, PolisVoter
from synthesis.models.report import Evidence, Paragraph, Report, Section

__all__ = [
    "Analysis",
    "Evidence",
    "Paragraph",
    "PolisStatement",
    "PolisVoter",
    "Report",
    "ReportFile",
    "Section",
    "Snapshot",
]
