from synthesis.models.report import Evidence, Paragraph, Report, Section

__all__ = ["Evidence", "Paragraph", "Report", "Section"]
