"""Measures of all statements at once, their labels, corrections for many tests, and bridging."""

import numpy as np
import pytest
from scipy import stats

from sessions_app.rules.positions import wilson as one_wilson
from synthesis.core import columns, measures, multiple
from synthesis.core.bridging import bridging
from tests.synthesis.core._oracles import ask
from tests.synthesis.core.rooms_of_votes import camps


def counts(*groups):
    """Counts of one statement: (agree, disagree, pass) of each group."""
    return columns.Counts(np.array(groups, dtype=np.int64).T[:, :, None])


def label(*groups, **extra):
    return measures.measure(counts(*groups), members=[sum(group) for group in groups], **extra).labels[0]


def test_wilson_is_scipys_and_that_of_the_rules():
    for base in (1, 5, 10, 37, 400):
        for agree in {0, 1, base // 3, base // 2, base}:
            known = stats.binomtest(agree, base).proportion_ci(0.95, method="wilson")
            low, high = measures.wilson(agree, base)
            assert (low, high) == pytest.approx((known.low, known.high), abs=1e-9)
            assert (low, high) == pytest.approx((one_wilson(agree, base).low, one_wilson(agree, base).high), abs=1e-12)
    assert [float(end) for end in measures.wilson(0, 0)] == [0.0, 1.0]


def test_adjusted_p_values_are_scipys():
    for seed in range(50):
        p = np.random.default_rng(seed).random((4, 7)) ** 3
        known = stats.false_discovery_control(p.ravel(), method="bh").reshape(p.shape)
        np.testing.assert_allclose(multiple.adjusted(p), known, atol=1e-12)
    assert multiple.adjusted(np.zeros((0, 3))).shape == (0, 3)


def test_wilson_and_adjusted_p_values_are_those_of_statsmodels():
    program = (
        "import json, sys\nfrom statsmodels.stats.multitest import multipletests\n"
        "from statsmodels.stats.proportion import proportion_confint\n"
        "asked = json.load(sys.stdin)\n"
        "print(json.dumps([list(multipletests(asked['p'], method='fdr_bh')[1]),"
        "[list(map(float, proportion_confint(n, of, method='wilson'))) for n, of in asked['shares']]]))"
    )
    p = np.random.default_rng(3).random(40) ** 2
    shares = [(0, 4), (3, 7), (50, 60), (9, 9)]
    adjusted, intervals = ask("statsmodels", program, {"p": p.tolist(), "shares": shares})
    np.testing.assert_allclose(multiple.adjusted(p), adjusted, atol=1e-9)
    np.testing.assert_allclose([[float(end) for end in measures.wilson(*one)] for one in shares], intervals, atol=1e-9)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (((3, 1, 0), (3, 0, 0)), "not-enough-data"),
        (((30, 2, 1), (25, 3, 0)), "consensus"),
        (((1, 30, 1), (2, 25, 0)), "consensus-against"),
        (((30, 2, 0), (3, 25, 0)), "divisive"),
        (((30, 2, 0), (14, 12, 0)), "none"),
        (((40, 2, 0), (2, 1, 0)), "not-enough-data"),
        (((5, 0, 0), (0, 5, 0), (5, 5, 0)), "none"),
    ],
)
def test_labels(groups, expected):
    assert label(*groups) == expected


def test_bridging_needs_every_group_and_an_interval_above_0():
    groups = ((30, 2, 0), (14, 12, 0))
    assert label(*groups, bridging_low=np.array([0.1])) == "bridging"
    assert label(*groups, bridging_low=np.array([-0.1])) == "none"


def test_a_room_of_one_mind_by_chance_is_rarely_called_divisive():
    chance = np.random.default_rng(1)
    agree = chance.binomial(20, 0.5, size=(5, 2000))
    table = columns.Counts(np.array([agree, 20 - agree, 0 * agree]))
    found = measures.measure(table, members=[20] * 5).labels
    assert found.count("divisive") <= 2


def test_measures_across_groups():
    found = measures.measure(counts((90, 10, 0), (0, 0, 0), (2, 2, 4)), members=[200, 10, 8])
    assert found.support[0] == pytest.approx(92 / 108)
    assert found.group_equal[0] == pytest.approx((0.9 + 0.25) / 2)
    assert found.participation[:, 0].tolist() == [0.5, 0.0, 1.0]
    assert found.least[0] == 2
    assert found.least_low[0] == pytest.approx(one_wilson(2, 8).low)
    assert found.group_informed[0] == pytest.approx(((90.5 / 101) * 0.5 * (2.5 / 9)) ** (1 / 3))
    assert found.polarization[0] == pytest.approx(4 * 92 * 12 / 104**2)
    assert np.isnan(found.group_support[1, 0])


def test_a_statement_that_both_camps_support_bridges_more_than_one_that_the_larger_supports_more():
    cast, camp = camps(people=400, groups=2, statements=30, clear=0.9)
    chance = np.random.default_rng(5)
    vote = cast.vote.copy()
    both, larger = cast.statement == 0, cast.statement == 1
    vote[both] = np.where(chance.random(both.sum()) < 0.8, 1, -1)
    side = camp[cast.person[larger]] == 0
    vote[larger] = np.where(chance.random(larger.sum()) < np.where(side, 0.99, 0.35), 1, -1)
    found = bridging(columns.Votes(cast.person, cast.statement, vote, cast.start, cast.people, cast.statements))
    assert found.intercept[0] > found.intercept[1]
    assert np.all(found.low <= found.high)
    assert found.low[0] > 0
    again = bridging(columns.Votes(cast.person, cast.statement, vote, cast.start, cast.people, cast.statements))
    assert found.low.tobytes() == again.low.tobytes()


def test_bridging_without_votes():
    nothing = columns.votes(person=[], statement=[], vote=[], people=3, statements=2)
    assert bridging(nothing).intercept.tolist() == [0, 0]
