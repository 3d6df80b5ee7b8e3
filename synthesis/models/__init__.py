from synthesis.models.polis import PolisStatement, PolisVoter
from synthesis.models.report import Evidence, Paragraph, Report, Section

__all__ = ["Evidence", "Paragraph", "PolisStatement", "PolisVoter", "Report", "Section"]
