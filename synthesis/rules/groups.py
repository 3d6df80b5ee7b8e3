"""Names of stakeholder groups within a sentence, by language: what is a common noun there begins small.

A name is data, and may be a proper one ("UN entities", "Member States", "Africa"): only a name that begins with a word
of the table is changed, and none whose second word has a capital, as it was written so on purpose.
"""

import re

_FIRST = re.compile(r"[^\W\d_]+")
# First words of groups, per language. English "States" and "Indigenous", French "États" and Spanish "Estados" keep
# their capital in the usage of the United Nations; Russian writes them small. Arabic and Chinese have no capitals.
_COMMON = {
    "en": "academia academic academics activists advocacy advocates agencies artists associations authorities authors "
    "business businesses carers children cities citizens civil communities community companies consumers "
    "corporations courts defenders development disabled displaced doctors donors educators elected employers "
    "environmental experts faith faith-based families farmers financial foundations funders general government "
    "governmental governments grassroots health human human-rights humanitarian independent individual individuals "
    "industry inhabitants institutions intergovernmental international investors journalists judges judiciary labour "
    "law lawyers legal libraries local manufacturers media medical members migrants ministries minorities "
    "multilateral municipalities national neighbours networks non news nurses observers older online operators "
    "organisations organizations other others parents parliamentarians parliaments participants partners patients "
    "people persons philanthropies philanthropic platforms practitioners press private producers professional "
    "professionals public readers refugees regional regulators religious research researchers residents rights "
    "scholars schools science scientific scientists service small social specialized students survivors teachers "
    "tech technical technology tenants think trade traditional unions universities users victims voluntary volunteers "
    "women workers young youth",
    "fr": "acteurs administrations agences associations auteurs autorités autres bailleurs chercheurs citoyens "
    "collectivités communautés communauté consommateurs donateurs employeurs enseignants entreprises étudiants experts "
    "femmes fondations gouvernements groupes habitants industrie institutions jeunes journalistes juristes lecteurs "
    "médias milieu milieux monde mouvements observateurs organisations organismes parlements partenaires "
    "particuliers participants peuples plateformes pouvoirs praticiens presse réseaux riverains scientifiques "
    "secteur société syndicats travailleurs universitaires université universités usagers victimes villes",
    "es": "academia actores administraciones agencias asociaciones autores autoridades ciudadanía ciudades comunidad "
    "comunidades consumidores defensores docentes donantes empresas empleadores entidades estudiantes expertos "
    "fundaciones gobiernos grupos habitantes industria instituciones investigadores jóvenes juristas lectores medios "
    "mujeres mundo municipios observadores organismos organizaciones otros otras parlamentos participantes "
    "particulares periodistas plataformas prensa profesionales pueblos redes sector sindicatos sociedad trabajadores "
    "universidad universidades usuarios víctimas vecinos",
    "ru": "академические академическое авторы бизнес государства государственные граждане гражданское деловые доноры "
    "другие женщины жители журналисты исследователи компании коренные международные межправительственные молодежь "
    "молодёжь наблюдатели национальные научное научные неправительственные общественные органы организации партнеры "
    "партнёры пострадавшие правительства предприятия прочие профсоюзы работники региональные сети сообщества средства "
    "студенты университеты учреждения фонды частный читатели эксперты юристы",
}
_TABLES = {code: frozenset(words.split()) for code, words in _COMMON.items()}
# What is one thing, and not many, takes the article where it is spoken of: "from the private sector".
_ONE_THING = re.compile(
    r"(?:(?:private|public|voluntary|financial|health|media|third) sector|(?:technical|scientific|academic|research|"
    r"donor|business|legal|development|international|human rights|philanthropic) community|media|press|judiciary|"
    r"general public|public|news media)",
    re.IGNORECASE,
)
_OTHERS = frozenset({"other", "others", "autres", "otros", "otras", "другие", "прочие", "آخرون", "جهات أخرى", "其他"})


def within(name: str, language: str) -> str:
    """``name`` as it stands within a sentence: "civil society", "States", "UN entities"."""
    first = _FIRST.match(name)
    second = name[first.end() :].lstrip(" -’'")[:1] if first else ""
    if first is None or second.isupper() or first[0].casefold() not in _TABLES.get(language[:2], ()):
        return name
    # An acronym has more capitals than its first letter.
    return name if first[0][1:] != first[0][1:].lower() else name[0].lower() + name[1:]


def spoken_of(name: str, language: str) -> str:
    """``name`` as one that something comes from: "the private sector", "academia", "States"."""
    said = within(name, language)
    return f"the {said}" if language[:2] == "en" and _ONE_THING.fullmatch(said) else said


def is_for_others(name: str) -> bool:
    """Whether a group is the one for whoever is of no other."""
    return name.strip().casefold() in _OTHERS
