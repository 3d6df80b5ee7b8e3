from synthesis.models.files import ReportFile, Snapshot
from synthesis.models.report import Evidence, Paragraph, Report, Section

__all__ = ["Evidence", "Paragraph", "Report", "ReportFile", "Section", "Snapshot"]
