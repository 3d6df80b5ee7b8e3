"""Acts that did not happen, opinion, conclusions, codes, duties."""

import pytest

from tests.synthesis.rules.lint.drafts import of


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It was agreed that lamps stay lit."),
        ("en", "Participants agreed to meet again."),
        ("en", "There was consensus on the hours."),
        ("en", "The meeting decided to wait."),
        ("en", "The text was endorsed."),
        ("fr", "Il a été décidé d’attendre."),
        ("fr", "Un consensus s’est dégagé."),
        ("es", "Se llegó a un acuerdo sobre las horas."),
        ("es", "El texto se aprobó por unanimidad."),
        ("ru", "Участники согласились с этим текстом."),
        ("ar", "تم الاتفاق على النص."),
        ("zh", "会议决定推迟。"),
    ],
)
def test_a_word_of_adoption_needs_an_act(language, text):
    assert "adoption" in of(text, language=language)
    assert "adoption" not in of(text, language=language, is_adopted=True)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "They were neither negotiated nor endorsed."),
        ("en", "The text was not adopted."),
        ("fr", "Le texte n’a pas été adopté."),
        ("es", "El texto no fue aprobado."),
        ("ru", "Текст не был согласован."),
        ("ar", "لم يُعتمد النص ولم تتم الموافقة عليه."),
        ("zh", "案文未获得通过。"),
    ],
)
def test_that_nothing_was_adopted_may_be_said(language, text):
    assert "adoption" not in of(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A rich discussion followed."),
        ("en", "This point is crucial."),
        ("en", "Unfortunately, time was short."),
        ("fr", "Un riche débat a suivi."),
        ("es", "Esto es crucial."),
        ("ru", "К сожалению, времени не хватило."),
        ("ar", "وهذا أمر بالغ الأهمية."),
        ("zh", "随后进行了热烈的讨论。"),
    ],
)
def test_a_report_does_not_praise(language, text):
    assert of(text, language=language) == ["opinion"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The lamps were dim; therefore boats ran aground."),
        ("fr", "Par conséquent, les bateaux se sont échoués."),
        ("es", "Por lo tanto, los barcos encallaron."),
        ("ru", "Поэтому лодки сели на мель."),
        ("ar", "وبالتالي جنحت القوارب."),
        ("zh", "因此船只搁浅。"),
    ],
)
def test_no_conclusion_that_nobody_drew(language, text):
    assert of(text, language=language) == ["connective"]


@pytest.mark.parametrize(
    "text", ["Lamps matter [C22, C25].", "The 95 % confidence interval is wide.", "Two clusters were seen."]
)
def test_no_codes_and_no_terms_of_the_analysis(text):
    assert "codes" in of(text)


def test_a_mark_is_found_where_it_is_one_of_its_own_sources():
    assert of("As C22 says, lamps matter.", marks=frozenset({"C22"})) == ["codes"]
    assert of("Paper of the format C22 was used.", marks=frozenset({"C7"})) == []


@pytest.mark.parametrize(
    "text", ["The representative of Freedonia spoke of lamps.", "One participant said that lamps help."]
)
def test_single_statements_are_not_summed_up_where_the_template_forbids_it(text):
    assert "statement" in of(text, template="thematic")
    assert "statement" not in of(text, template="body")


@pytest.mark.parametrize(
    "text", ["Lamps should be dimmed.", "There should be more lamps.", "It should not happen again."]
)
def test_should_names_who(text):
    assert of(text) == ["should"]


@pytest.mark.parametrize(
    "text", ["States should dim the lamps.", "Lamps should be dimmed by harbours.", "Harbours and ports should wait."]
)
def test_should_with_an_addressee_is_left_alone(text):
    assert of(text) == []


def test_a_recommendation_is_looked_at_in_whole_and_its_addressees_count():
    text = "Lamps should be dimmed."
    assert of(text, addressees=(), reported=(text,)) == ["should"]
    assert of(text, addressees=("Harbours",), reported=(text,)) == []
    assert of(f"It was suggested that {text}", reported=(text,)) == []


def test_must_names_its_obligation():
    assert of("States must keep lamps.") == ["must"]
    assert of("Under article 7 of the Convention, States must keep lamps.") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Les ports doivent allumer les lampes."),
        ("es", "Los puertos deben encender las lámparas."),
        ("ru", "Порты обязаны зажигать фонари."),
        ("ar", "يجب على الموانئ إضاءة المصابيح."),
        ("zh", "港口必须点灯。"),
    ],
)
def test_must_names_its_obligation_in_every_language(language, text):
    assert of(text, language=language) == ["must"]


def test_standing_texts_are_the_houses():
    assert of("Nothing was decided; therefore most participants agreed.", kind="standing") == []


def test_what_is_still_to_be_written_is_not_checked():
    assert of("On what was agreed and decided", kind="slot") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The Council adopted resolution 31/115 and asked for a panel."),
        ("en", "As decided in A/HRC/59/15, the panel was held."),
        ("en", "The Expert Mechanism decided at its seventeenth session to prepare a study."),
        ("en", "There is an agreed upon framework of law."),
        ("en", "Reopening consensus texts takes years."),
        ("fr", "La résolution 31/115 a été adoptée."),
        ("zh", "理事会第31/115号决议获得通过。"),
    ],
)
def test_an_act_that_stands_in_another_document_may_be_cited(language, text):
    assert "adoption" not in of(text, language=language)


@pytest.mark.parametrize(
    "text",
    [
        "It was agreed by 12 of 20. The Council adopted resolution 31/115.",
        "There was consensus on the text.",
        "The meeting decided to meet again at its own cost.",
        "The resolution was adopted.",
    ],
)
def test_an_act_beside_one_that_is_cited_is_found(text):
    assert "adoption" in of(text)


def test_it_speaks_of_what_was_named_in_the_sentence_before():
    assert of("The work could be done by a small group. It should meet in spring.") == []
    assert of("The lamps are dim. It should be noted that oil is dear.") == ["should"]
    assert of("Landlords told the author that they should be paid.") == []
