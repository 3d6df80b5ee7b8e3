"""What holds of every draft, whatever its template: checks that tests of templates share."""

import itertools
import json
import re
from collections.abc import Iterator

from consult.attribution import Rule
from sessions_app.rules.positions import SMALLEST_BASE
from sessions_app.rules.quantifiers import percent
from synthesis import wording
from synthesis.actions.drafting import draft_report
from synthesis.core.findings import Finding
from synthesis.models import Paragraph, Report
from synthesis.models.report import Grounding, Template
from synthesis.writers.blocks import report_blocks
from tests.synthesis import recount

TEMPLATES = [template.value for template in Template]
UNCOUNTED = {Template.CONFERENCE, Template.THEMATIC, Template.PAPERS}
# Words that need an act of adoption, opinions, connectives that nobody spoke, and claims that silence cannot bear.
NEVER = re.compile(
    r"\b(?:agreed|consensus|decided|unanimous\w*|therefore|thus|moreover|rich discussion|fruitful|crucial|"
    r"most participants|all participants|everybody agreed|the Working Group recommends|the author recommends)\b",
    re.IGNORECASE,
)
CODES = re.compile(r"\b(?:[CBT]\d+|cluster|centroid|cosine|p ?[<=] ?0|\d+ ?% CI)\b")
COUNTS = re.compile(
    r"\bper cent\b|\b(?:one|two|a few|several|many|some) (?:delegations?|participants?)\b|\bmore than once\b|"
    r"\b(?:a|large) majority\b|\b\d+ (?:votes|positions|participants|contributions)\b",
    re.IGNORECASE,
)


def draft(consultation, template: str, purpose: str = "final") -> Report:
    return draft_report(
        consultation, "command", Report(consultation=consultation, template=template, purpose=purpose, title="x")
    )


def walk(report: Report) -> Iterator[tuple[Paragraph, Finding]]:
    for paragraph in Paragraph.objects.filter(section__report=report).select_related("section"):
        for data in paragraph.findings:
            yield paragraph, Finding.from_dict(data)


def own_words(report: Report) -> str:
    """What the machine itself says: without annexes, standing texts, slots, and what others said or wrote."""
    found = []
    for paragraph in Paragraph.objects.filter(section__report=report, grounding=Grounding.GROUNDED):
        if paragraph.section.key.startswith("annex") or paragraph.rows is not None:
            continue
        text = paragraph.text
        findings = [Finding.from_dict(data) for data in paragraph.findings]
        if any(finding.kind in {"paper", "quote", "item", "scope"} for finding in findings):
            continue
        for finding in findings:
            for given in _given(finding):
                text = text.replace(given, "…").replace(wording.capital(given), "…")
        found.append(re.sub(r"“[^”]*”", "“…”", text))
    return "\n".join(found)


def _given(finding: Finding) -> list[str]:
    """The words in a finding that people gave: sentences, names, titles."""
    words = [value for key, value in finding.words.items() if key not in {"type", "unit", "voice", "method", "kind"}]
    listed = [one for value in words for one in (value if isinstance(value, list) else [value])]
    return sorted((one for one in listed if isinstance(one, str) and len(one) > 3), key=len, reverse=True)


def holds(report: Report) -> int:
    """Assert all of it; returns how many numbers were made again."""
    made_again = 0
    consultation = report.consultation
    for paragraph in Paragraph.objects.filter(section__report=report, grounding=Grounding.GROUNDED):
        findings = [Finding.from_dict(data) for data in paragraph.findings]
        assert paragraph.evidence.exists(), paragraph.key
        sentences = [wording.sentence(one) for one in findings if wording.has_sentence(one)]
        assert not sentences or paragraph.text == " ".join(sentences), paragraph.key
        for finding in findings:
            again = recount.numbers(finding, consultation)
            assert dict(finding.numbers) == again, (paragraph.key, finding.kind)
            made_again += len(again)
        _accounted(paragraph, findings)
        _borne(paragraph, findings)
    words = own_words(report)
    assert not NEVER.findall(_without_acts(report, words))
    assert not CODES.findall(words)
    if report.template in UNCOUNTED or consultation.attribution_rule == Rule.CHATHAM_HOUSE:
        counts = COUNTS.findall(words)
        allowed = {"more than once"} if report.template not in UNCOUNTED else set()
        assert set(counts) <= allowed, counts
    numbers = [int(b.number) for b in report_blocks(report) if b.kind == "paragraph" and b.number]
    assert numbers == list(range(1, len(numbers) + 1))
    return made_again


def _borne(paragraph: Paragraph, findings: list[Finding]) -> None:
    """What stands under convergence is borne by those who said it; others are others; no two sentences begin alike."""
    of_discussion = [finding for finding in findings if finding.kind == "said"]
    if paragraph.section.key.endswith(".converging"):
        for finding in of_discussion:
            assert recount.converges(finding), (paragraph.key, paragraph.text)
    named: set[str] = set()
    for finding in of_discussion:
        if finding.words.get("others"):
            mine = recount.speakers(finding)
            assert (not mine & named) if finding.words["others"] == "others" else mine == named, paragraph.text
        if finding.words.get("counted"):
            named |= recount.speakers(finding)
    leads = [re.split(r" (?:that|whether) ", wording.sentence(f))[0] for f in of_discussion if not f.words.get("plain")]
    assert all(one != after for one, after in itertools.pairwise(leads)), paragraph.text


def _without_acts(report: Report, words: str) -> str:
    """Without the sentences on what was adopted: these may say so."""
    acts = [wording.sentence(f) for _p, f in walk(report) if f.kind in {"decided", "texts", "emerging"}]
    for act in acts:
        words = words.replace(act, "")
    return words


def _accounted(paragraph: Paragraph, findings: list[Finding]) -> None:
    """Every figure in a text and in a table is a number of its findings, a percentage of them, or in words given."""
    numbers = {n for finding in findings for n in finding.numbers.values()}
    numbers |= {SMALLEST_BASE} if any(finding.kind == "thin" for finding in findings) else set()
    shares = {percent(n, base) for f in findings for n in f.numbers.values() if (base := f.numbers.get("base", 0))}
    given = json.dumps([dict(finding.words) for finding in findings], ensure_ascii=False)
    if any(finding.kind in {"paper", "quote", "item"} for finding in findings):
        return
    texts = [paragraph.text]
    if paragraph.rows and numbers:
        texts += [cell for row in paragraph.rows[1:] for cell in row[1:]]
    for text in texts:
        for figure in re.findall(r"\d+(?:,\d{3})*", text):
            if figure in given:
                continue
            assert int(figure.replace(",", "")) in numbers | shares, (paragraph.key, figure)
