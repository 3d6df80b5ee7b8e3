"""Words of a language that another wording of a sentence may not bring in, lose or change.

Only languages that write names with a capital and part their words are here: in the others code cannot see a new name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns of whole words. quantities : numbers in words and quantifiers, which no wording touches.

    kept : families of words, each as often after as before (negations, what is owed, kinds of statement). connectives,
    weights, actors : none may be new. plain : little words, by which a language is told and with which a sentence may
    begin.
    """

    quantities: re.Pattern[str]
    kept: tuple[re.Pattern[str], ...]
    connectives: re.Pattern[str]
    weights: re.Pattern[str]
    actors: re.Pattern[str]
    plain: frozenset[str]


# Words are parted by "|", a family is a line of its own; a star stands for any ending.
_EN = {
    "quantities": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen*|twenty|thirty|forty|fifty|"
    "hundred*|thousand*|million*|first|second|third|quarter|half|halves|twice|once|double*|a few|few|"
    "fewer|several|many|some|most|mostly|more|less|least|all|both|none|every|everyone|everybody|"
    "everything|each|any|only|a large majority|a majority|a minority|majority|minority|nearly all|nearly|"
    "almost|largely|widely|wide|broad*|general*|overwhelming*|unanimous*|numerous|various|multiple|"
    "countless|always|often|never|sometimes|rarely|no one|nobody|per cent|percent",
    "kept": "not|cannot|*n’t|*n't\nno|none|nor|neither\nwithout\nun*able|unable|fail*|lack*\noppos*|reject*|"
    "refus*|against|object*|disagree*|disapprov*\nsupport*|favour*|favor*|endors*\nshould|ought\nmust|"
    "shall|requir*|oblig*\ncould\nmay|might\nwould\nwill\nneed|needs|needed\nconcern*|worr*|fear*\n"
    "suggest*|propos*\nreport*\nask|asked|asking|question|questions|whether\nif|unless|provided|except",
    "connectives": "therefore|thus|hence|because|since|as a result|consequently|however|although|though|despite|"
    "moreover|furthermore|additionally|in addition|nevertheless|nonetheless|whereas|while|but|so that|"
    "instead|otherwise|indeed|accordingly|meanwhile|in contrast|on the other hand|due to|leads to|led to|"
    "causes|caused",
    "weights": "agree|agreed|agreement|consensus|decid*|adopt*|recommend*|resolv*|conclud*|urge*|call* for|demand*|"
    "insist*|stress*|emphasi*|underlin*|underscor*|highlight*|prove*|proven|show|shows|shown|showed|"
    "demonstrat*|confirm*|reveal*|establish*|admit*|claim*|alleg*|acknowledg*|recogni*|welcom*|"
    "important*|crucial*|critical*|key|vital*|essential*|significant*|rich|valuable|strong*|clear*|"
    "obvious*|serious*|urgent*|very|highly|extremely",
    "actors": "participants|participant|delegations|delegation|delegates|speakers|states|state|governments|"
    "government|experts|people|they|we|companies|business|businesses|civil society|organisations|"
    "organizations|stakeholders|the group|the room|the meeting|members|countries|country|authorities|"
    "academia|commentators",
    "plain": "a an the it there this that these those in on of to for with by as at from was were is are be been "
    "being has have had which who and or than into under about such also their its",
}
_FR = {
    "quantities": "un seul|une seule|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|douzaine*|vingt|trente|"
    "quarante|cinquante|cent|cents|mille|million*|premier|première|deuxième|second|seconde|tiers|quart|"
    "moitié|double|quelques|plusieurs|nombreux|nombreuses|beaucoup|peu|certains|certaines|la plupart|"
    "plupart|plus|moins|tout|toute|tous|toutes|chaque|chacun|chacune|aucun|aucune|une large majorité|"
    "une majorité|une minorité|majorité|minorité|presque|quasi*|l’ensemble|l'ensemble|ensemble|largement|"
    "généralement|unanim*|toujours|souvent|jamais|parfois|rarement|personne|pour cent|divers|diverses|"
    "uniquement|seulement|unique|une délégation|un participant|une participante",
    "kept": "pas\nne|n\nsans\nni\nnon\nimpossible*|incapable*|manqu*|échou*\noppos*|rejet*|refus*|contre|object*|"
    "désapprouv*\nappu*|soutien*|souten*|favorable*|approuv*\ndevrai*\ndoi*|devoir|devr*|faut|faudr*\n"
    "pourrai*\npeut|peuvent|pouv*\nbesoin*|nécess*\ninquiét*|préoccup*|craint*|crainte*\nsuggér*|"
    "propos*\nsignal*|rapport*\ndemand*|question*\nsi|s\nsauf|hormis|excepté",
    "connectives": "donc|ainsi|car|parce|puisque|cependant|toutefois|pourtant|néanmoins|bien que|quoique|malgré|"
    "de plus|en outre|par ailleurs|par conséquent|en conséquence|alors que|tandis que|mais|afin que|en effet|"
    "en revanche|grâce à|à cause de|entraîn*|provoqu*",
    "weights": "convenu*|accord|consensus|décid*|adopt*|recommand*|résolu*|conclu*|exhort*|exig*|insist*|soulign*|"
    "prouv*|montr*|démontr*|confirm*|révél*|établi*|admis*|affirm*|prétend*|reconn*|salu*|important*|"
    "crucia*|essentiel*|vita*|significati*|riche*|précieu*|fort|forte|fortement|clair*|évident*|grave*|"
    "urgen*|très|extrêmement",
    "actors": "participants|participant|délégations|délégation|délégués|intervenants|états|état|gouvernements|"
    "gouvernement|experts|ils|elles|nous|entreprises|société civile|organisations|parties prenantes|"
    "le groupe|la salle|la réunion|membres|pays|autorités|universitaires",
    "plain": "le la les l un une des du de d à au aux en dans sur par pour avec il elle ce cet cette ces qui que "
    "qu dont est sont était été a ont et ou y leur leurs son sa ses se",
}
_ES = {
    "quantities": "uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|docena*|veinte|treinta|cuarenta|"
    "cincuenta|cien|ciento|cientos|mil|millones|millón|primer*|segund*|tercer*|tercio*|cuarto|mitad|"
    "doble|algun*|algún|vari*|much*|poc*|pocos|más|menos|mayoría|minoría|una gran mayoría|una mayoría|"
    "una minoría|la mayoría|totalidad|casi|tod*|cada|ambos|ambas|ningun*|ningún|ampli*|generalmente|"
    "unánim*|siempre|nunca|jamás|a menudo|rara vez|nadie|por ciento|divers*|únic*|solo|solamente|unos|"
    "unas|numeros*|una delegación|un participante",
    "kept": "no\nsin\nni\ntampoco\nimposible*|incapa*|falt*|carec*\noponer*|opus*|opon*|rechaz*|contra|objet*|"
    "desaprob*\napoy*|favor*|respald*\ndebería*\ndebe|deben|deber|deberá*\npodría*\npuede|pueden|poder\n"
    "neces*\npreocup*|inquiet*|tem*r\nsugir*|suger*|propus*|propon*|propuest*\ninform*|comunic*\n"
    "pregunt*|cuestión*|cuestion*\nsi\nsalvo|excepto",
    "connectives": "por lo tanto|por tanto|así|porque|ya que|puesto que|sin embargo|no obstante|aunque|pese a|a pesar|"
    "además|asimismo|por consiguiente|en consecuencia|mientras|pero|sino|para que|de hecho|en cambio|"
    "gracias a|debido a|conduc*|provoc*|caus*",
    "weights": "acord*|acuerdo|consenso|decid*|adopt*|recomend*|resolv*|resolu*|conclu*|inst*|exig*|insist*|subray*|"
    "destac*|recalc*|prob*|demostr*|mostr*|confirm*|revel*|estable*|admit*|afirm*|aleg*|reconoc*|acog*|"
    "importan*|crucia*|esencia*|vita*|significati*|ric*|valios*|fuert*|clar*|evident*|grave*|urgen*|muy|"
    "sumamente",
    "actors": "participantes|participante|delegaciones|delegación|delegados|oradores|estados|estado|gobiernos|"
    "gobierno|expertos|ellos|ellas|nosotros|empresas|sociedad civil|organizaciones|partes interesadas|"
    "el grupo|la sala|la reunión|miembros|países|país|autoridades|académicos",
    "plain": "el la los las lo un una de del a al en por para con se que qué quien cuyo es son era fue ha han y e "
    "o u su sus este esta estos estas ese esa como sobre entre",
}
_RU = {
    "quantities": "один|одна|одно|одного|одной|дв*|трех|трёх|три|тремя|четыр*|пять|пяти|шест*|семь|семи|восемь|восьми|"
    "девят*|десят*|сто|сотн*|тысяч*|миллион*|перв*|втор*|трет*|четверт*|полови*|вдвое|несколько|"
    "нескольк*|ряд|ряда|ряду|рядом|мног*|больш*|меньш*|более|менее|все|всех|всем|всеми|весь|вся|всё|"
    "каждый|каждая|каждого|оба|обе|никто|ни один|почти|широк*|обычно|единогласн*|единодушн*|всегда|часто|"
    "никогда|иногда|редко|процент*|различн*|только|лишь|единственн*|некотор*|значительн* большинство|"
    "подавляющ*",
    "kept": "не\nни\nнет\nбез\nнельзя|невозможн*|неспособн*\nвозраж*|против|отверг*|отклон*|отказ*\nподдерж*|"
    "одобр*\nследует|следовало\nдолж*|обязан*\nмог*|может|можно\nнеобходим*|нужн*|надо\nбы\nобеспокоен*|"
    "озабочен*|опасен*\nпредлож*|предлаг*\nсообщ*\nвопрос*|спрос*|спраш*\nли\nесли\nкроме|исключ*",
    "connectives": "поэтому|следовательно|так как|потому|поскольку|ибо|однако|хотя|несмотря|кроме того|более того|"
    "тем не менее|тогда как|но|чтобы|вместо|иначе|действительно|в результате|благодаря|из-за|ведет к|"
    "приводит к|в то время",
    "weights": "соглас*|договор*|консенсус*|реш*|принят*|принял*|рекоменд*|постанов*|заключ*|призв*|призыв*|требу*|"
    "настаив*|подчерк*|доказ*|показ*|демонстр*|подтвер*|выяв*|установ*|призна*|утвержд*|приветств*|важн*|"
    "ключев*|жизненно|существенн*|значим*|богат*|ценн*|сильн*|ясн*|очевидн*|серьезн*|серьёзн*|срочн*|"
    "очень|крайне",
    "actors": "участник*|делегац*|делегат*|оратор*|государств*|правительств*|эксперт*|они|мы|компани*|предприят*|"
    "гражданск* обществ*|организац*|заинтересованн*|групп*|зал|заседани*|член*|стран*|власт*|ученые|"
    "учёные",
    "plain": "и в во на с со к ко о об от до из за по для у что это этот эта эти который которая которое которые "
    "был была было были есть их его ее её или как при также",
}


def _pattern(words: str) -> re.Pattern[str]:
    parts = [re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words.split("|")]
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(parts, key=len, reverse=True))})(?!\w)", re.IGNORECASE)


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language ("en", "fr-CA"); None where there is none."""
    words = {"en": _EN, "fr": _FR, "es": _ES, "ru": _RU}.get(language.lower().split("-")[0])
    if words is None:
        return None
    return Lexicon(
        quantities=_pattern(words["quantities"]),
        kept=tuple(map(_pattern, words["kept"].split("\n"))),
        connectives=_pattern(words["connectives"]),
        weights=_pattern(words["weights"]),
        actors=_pattern(words["actors"]),
        plain=frozenset(words["plain"].split()),
    )
