from synthesis.models.analysis import Analysis
from synthesis.models.report import Evidence, Paragraph, Report, Section

__all__ = ["Analysis", "Evidence", "Paragraph", "Report", "Section"]
