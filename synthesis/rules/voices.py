"""Who speaks: what counts once."""


def voice(id_: int, submission: int | None, delegation: int | None, author: int | None) -> str:
    """A submission is one voice however many its passages, else a delegation, else a person; unknown ones each one."""
    if submission:
        return f"s{submission}"
    return f"d{delegation}" if delegation else f"p{author or -id_}"
