"""The slate: against a plain exact version written here, against abcvoting, and against EJR+ by brute force."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from synthesis.core.proportionality import violations
from synthesis.core.slate import equal_shares, equal_weights, phragmen, slate
from tests.synthesis.core._oracles import ask

ABC = """
import json, sys
from abcvoting import abcrules
from abcvoting.preferences import Profile, Voter
found = []
for rule, rows, k in json.load(sys.stdin):
    profile = Profile(len(rows[0]))
    profile.add_voters([[c for c, yes in enumerate(row) if yes] for row in rows])
    made = abcrules.compute(rule, profile, committeesize=k, algorithm="standard-fractions", resolute=True)
    found.append(sorted(made[0]))
print(json.dumps(found))
"""


def profile(seed, voters=12, candidates=8, chance=0.35):
    made = np.random.default_rng(seed).random((voters, candidates)) < chance
    made[0, :] |= ~made.any(axis=0)  # somebody supports each: abcvoting fills up with what nobody does
    return made


def exact(supports, weights, k):
    """Equal shares with Phragmen's completion in fractions, straight from the definitions; ties to the lowest."""
    weights = [Fraction(w).limit_denominator(1000) for w in weights]
    budget = [w * k / sum(weights) for w in weights]
    voters = [np.flatnonzero(column).tolist() for column in supports.T]
    chosen = []
    while len(chosen) < k:
        prices = {}
        for c in set(range(len(voters))) - set(chosen):
            if sum(budget[v] for v in voters[c]) >= 1:
                for q in sorted(budget[v] / weights[v] for v in voters[c]):
                    rich = [v for v in voters[c] if budget[v] / weights[v] >= q]
                    poor = [v for v in voters[c] if budget[v] / weights[v] < q]
                    price = (1 - sum(budget[v] for v in poor)) / sum(weights[v] for v in rich)
                    if price <= q:
                        prices[c] = price
                        break
        if not prices:
            break
        best = min(prices, key=lambda c: (prices[c], c))
        for v in voters[best]:
            budget[v] -= min(budget[v], prices[best] * weights[v])
        chosen.append(best)
    load = [-b / w for b, w in zip(budget, weights, strict=True)]
    while len(chosen) < k:
        after = {
            c: (1 + sum(weights[v] * load[v] for v in who)) / sum(weights[v] for v in who)
            for c, who in enumerate(voters)
            if who and c not in chosen
        }
        best = min(after, key=lambda c: (after[c], c))
        for v in voters[best]:
            load[v] = after[best]
        chosen.append(best)
    return tuple(chosen)


@pytest.mark.parametrize("seed", range(60))
def test_the_slate_is_the_one_of_the_definitions(seed):
    supports = profile(seed)
    group = np.arange(len(supports)) % (2 + seed % 3)
    assert slate(supports, k=4).chosen == exact(supports, [1] * len(supports), 4)
    assert slate(supports, k=4, group=group, equal_groups=True).chosen == exact(supports, equal_weights(group), 4)


def test_equal_shares_and_phragmen_are_those_of_abcvoting():
    profiles = [profile(seed, 20, 12) for seed in range(25)]
    rows = [made.astype(int).tolist() for made in profiles]
    told = ask("abcvoting", ABC, [["equal-shares", row, 5] for row in rows] + [["seqphragmen", row, 5] for row in rows])
    mine = [sorted(slate(made, k=5).chosen) for made in profiles]
    mine += [sorted(step.chosen for step in phragmen(made, np.ones(20), k=5, load=np.zeros(20))) for made in profiles]
    assert mine == told


def brute(supports, chosen, weights, k):
    """EJR+ by its definition: every group of voters with a candidate in common, every number of places."""
    broken = set()
    for size in range(1, len(supports) + 1):
        for group in combinations(range(len(supports)), size):
            weight = sum(weights[v] for v in group)
            for c in set(np.flatnonzero(supports[list(group)].all(axis=0)).tolist()) - set(chosen):
                most = max(sum(supports[v, list(chosen)]) for v in group)
                for places in range(1, k + 1):
                    if weight >= places * sum(weights) / k - 1e-9 and most < places:
                        broken.add(c)
    return broken


def test_the_certificate_is_that_of_brute_force_and_the_slate_has_no_violation():
    chance = np.random.default_rng(7)
    for trial in range(1000):
        supports = profile(trial, 6, 5, 0.45)
        weights = equal_weights(np.arange(6) % 3 if trial % 2 else np.array([0, 0, 0, 0, 1, 2]))
        any_two = tuple(chance.permutation(5)[:2].tolist())
        for chosen in (any_two, slate(supports, k=2).chosen):
            found = {one.candidate for one in violations(supports, chosen, weights, k=2)}
            assert found == brute(supports, chosen, weights, 2)


def test_no_violation_on_a_thousand_profiles_for_the_weighting_it_was_computed_with():
    for seed in range(1000):
        supports = profile(seed, 10, 7, 0.2 + 0.5 * (seed % 5) / 5)
        group = np.random.default_rng(seed).integers(3, size=10)
        assert slate(supports, k=1 + seed % 5).violations == ()
        assert slate(supports, k=1 + seed % 5, group=group, equal_groups=True).group_violations == ()


def test_eight_states_are_not_drowned_by_eight_hundred_others():
    supports = np.zeros((808, 20), dtype=bool)
    supports[:8, :10] = True
    supports[8:, 10:] = True
    group = (np.arange(808) >= 8).astype(int)
    assert sum(c < 10 for c in slate(supports, k=10).chosen) == 0
    balanced = slate(supports, k=10, group=group, equal_groups=True)
    assert balanced.satisfaction == (5.0, 5.0)
    assert balanced.group_violations == ()
    assert balanced.violations != ()


def test_clones_are_one_and_ties_are_logged():
    supports = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 1]], dtype=bool)
    made = slate(supports, k=2, clones=[(1, 0)])
    assert made.chosen == (0, 2)
    assert made.clones == {1: 0}
    assert made.steps[0].tied == (2,)
    assert slate(supports, k=3, clones=[(1, 0)]).chosen == (0, 2)  # nobody supports a third


def test_the_next_best_swap_is_the_best_of_all_swaps():
    def score(supports, chosen):
        return sum(sum(1 / n for n in range(1, count + 1)) for count in supports[:, list(chosen)].sum(axis=1))

    for seed in range(20):
        supports = profile(seed)
        made = slate(supports, k=3)
        best = max(
            score(supports, (set(made.chosen) - {out}) | {into}) - score(supports, made.chosen)
            for out in made.chosen
            for into in set(range(8)) - set(made.chosen)
        )
        assert made.swap is not None
        assert made.swap.gain == pytest.approx(best)


def test_a_slate_of_none_is_refused_and_an_empty_room_gives_an_empty_one():
    with pytest.raises(ValueError, match="at least one"):
        slate(profile(1), k=0)
    nobody = slate(np.zeros((3, 4), dtype=bool), k=2)
    assert (nobody.chosen, nobody.swap) == ((), None)
    assert equal_shares(np.zeros((3, 4), dtype=bool), np.ones(3), k=2)[0] == []
