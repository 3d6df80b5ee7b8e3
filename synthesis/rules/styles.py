"""Which of a template's styles ours become."""

# Our styles that can become the house's, and what they are called in most templates.
OURS: dict[str, tuple[str, ...]] = {
    "Title": ("title",),
    "Masthead": ("masthead",),
    "Disclaimer": ("disclaimer", "subtitle"),
    "Heading 1": ("heading 1", "_ h _1_g"),
    "Heading 2": ("heading 2", "_ h_2/3_g"),
    "Annex Heading": ("annex heading", "_ h _1_g", "heading 1"),
    "Report Paragraph": ("report paragraph", "_ single txt_g", "single txt", "body text"),
    "Report Text": ("report text", "_ single txt_g", "single txt", "body text"),
    "Report List": ("report list", "list bullet", "_bullet 1_g", "bullet 1"),
    "Report Quote": ("report quote", "quote", "intense quote"),
    "Table Caption": ("table caption", "caption"),
    "Table Text": ("table text",),
}


def proposed(styles: list[str]) -> dict[str, str]:
    """Our style -> the template's that it most likely becomes; ours for which there is none are left out."""
    by_name = {name.lower(): name for name in styles}
    found = {}
    for ours, names in OURS.items():
        known = next((by_name[name] for name in names if name in by_name), None)
        if known:
            found[ours] = known
    return found
