"""Who speaks: what counts once."""

import hashlib
import re

# Words by which somebody is called who is not named, in the languages in which reports are written: two people can both
# be "the delegate of France". Without capitals; in Chinese and Arabic what a word may begin or end with.
_CALLED = """
academic adviser advisor ambassador anonymous attendee chair chairperson colleague commissioner contributor delegate
delegation discussant director expert facilitator guest judge lawyer member minister moderator ngo observer officer
official panelist panellist participant person practitioner president rapporteur representative researcher
secretary speaker stakeholder student unknown
ambassadeur ambassadrice anonyme avocat avocate chercheur chercheuse conseiller conseillère délégation délégué
déléguée directeur directrice experte inconnu inconnue intervenant intervenante membre ministre modérateur
modératrice observateur observatrice orateur oratrice participante personne président présidente représentant
représentante secrétaire
abogada abogado anónimo asesor asesora delegación delegada delegado desconocida desconocido embajador embajadora
experta experto funcionaria funcionario investigador investigadora miembro ministra ministro moderador moderadora
observador observadora orador oradora panelista persona presidenta presidente representante secretaria secretario
аноним делегат делегация директор докладчик член эксперт министр наблюдатель неизвестный оратор посол председатель
представитель представительница советник сотрудник участник участница
"""
_PARTS = re.compile(
    "代表|专家|与会者|参与者|发言者|成员|主席|部长|大使|观察员|مندوب|ممثل|خبير|مشارك|متحدث|وفد|عضو|رئيس|وزير|سفير|مراقب"
)
_TITLES = "mr mrs ms miss mx dr prof sir dame he hon m mme mlle me sr sra srta dra г г-н г-жа السيد السيدة د professor"
_CALLED_SO, _POLITE = frozenset(_CALLED.split()), frozenset(_TITLES.split())
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_HAN = re.compile("[\u3400-\u9fff\uac00-\ud7af]{2,}")


def voice(
    id_: int,
    submission: int | None,
    delegation: int | None,
    author: int | None,
    *,
    speaker: str = "",
    group: int | None = None,
    session: int | None = None,
) -> str:
    """A submission is one voice however many its passages, else a delegation, else a person; unknown ones each one.

    speaker: the name under which somebody without an account was entered. Remarks under one full name are one voice
    where they were made in one session and for one group: else three remarks of one expert would read as "some
    participants". Two people are never made one: what only says what somebody is ("an expert", "Delegate of France"), a
    last name alone, and a group alone, as it is entered where nobody may be named, can be of several, and each remark
    is a voice of its own. The voice holds no name.
    """
    if submission:
        return f"s{submission}"
    if delegation:
        return f"d{delegation}"
    if author:
        return f"p{author}"
    name = _full_name(speaker)
    if not name or session is None:
        return f"p{-id_}"
    digest = hashlib.sha256(f"{session}\n{group}\n{name}".encode()).hexdigest()
    return f"n{digest[:16]}"


def _full_name(speaker: str) -> str:
    """A first and a last name, for comparing; "" of anything else."""
    words = [word.casefold() for word in _WORD.findall(speaker)]
    words = [word for word in words if word not in _POLITE]
    is_called = bool(_CALLED_SO.intersection(words)) or bool(_PARTS.search(speaker)) or any(map(str.isdigit, speaker))
    is_full = len(words) > 1 or any(map(_HAN.fullmatch, words))
    return " ".join(words) if is_full and not is_called else ""
