"""Fits on people drawn again: weights say the same as copies, and many fits at once what one at a time says."""

import numpy as np
import pytest

from synthesis.core.agreement import rand_index
from synthesis.core.classes import Votings, memberships, mixtures
from synthesis.core.clouds import centres, closeness, kmeans, nearest
from synthesis.core.draws import Draws
from synthesis.core.projection import project
from tests.synthesis.core.rooms_of_votes import camps


def drawn_again(cast, draws=3):
    return Draws(cast, project(cast).components, draws=draws, chance=np.random.default_rng(5))


def test_people_who_weigh_twice_count_as_people_who_are_there_twice():
    cast, camp = camps()
    made = drawn_again(cast)
    fits = mixtures(made.votes, np.stack([camp] * 3), k=3, steps=3)
    for place, people in enumerate(made.people):
        copies = Votings(cast.of_people(people).choices())
        assert made.votes.total[place].tolist() == copies.total[0].tolist()
        alone = mixtures(copies, camp[people][None], k=3, steps=3)
        np.testing.assert_allclose(fits.shares[place], alone.shares[0], atol=1e-3)
        np.testing.assert_allclose(fits.sizes[place], alone.sizes[0], atol=1e-4)


def test_the_map_of_a_draw_spans_what_the_map_of_its_people_spans():
    cast, _camp = camps()
    made = drawn_again(cast)
    for people, points in zip(made.people, made.maps, strict=True):
        alone = project(cast.of_people(people)).points
        fitted = points[people] @ np.linalg.lstsq(points[people], alone, rcond=None)[0]
        assert np.abs(fitted - alone).max() < 0.02 * np.abs(alone).max()


def test_many_fits_at_once_are_what_each_is_alone():
    cast, camp = camps()
    votes = Votings(cast.choices())
    first = np.stack((camp, np.arange(cast.people) % 3))
    together = mixtures(votes, first, k=3, steps=4)
    for place, labels in enumerate(first):
        alone = mixtures(votes, labels[None], k=3, steps=4)
        np.testing.assert_allclose(together.shares[place], alone.shares[0], atol=1e-4)
        share = memberships(votes.choices, alone)
        assert share.shape == (1, 3, cast.people)
        assert share.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_a_class_of_everybody_chooses_as_everybody_does():
    cast, _camp = camps(people=50)
    votes = Votings(cast.choices())
    one = mixtures(votes, np.zeros((1, 50), dtype=np.int64), k=1, steps=2)
    assert np.exp(one.shares).reshape(-1, 3).sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert memberships(votes.choices, one) == pytest.approx(np.ones((1, 1, 50)))


def test_clouds_apart_are_told_apart_each_with_its_own_centres():
    chance = np.random.default_rng(3)
    camp = np.arange(90) % 3
    corners = np.array([[0, 0], [9, 0], [0, 9]])
    clouds = np.stack(
        [corners[camp] + chance.normal(0, 0.5, (90, 2)), corners[camp] * 5 + chance.normal(0, 1, (90, 2))]
    )
    found = centres(clouds, np.ones((2, 90)), k=3, chance=chance, starts=6)
    assert found.shape == (2, 3, 2)
    for labels in nearest(clouds, found):
        assert rand_index(labels, camp) == 1
    alone = kmeans(clouds[0], np.ones(90), k=3, chance=chance)
    assert rand_index(nearest(clouds[:1], alone[None])[0], camp) == 1


def test_who_voted_more_draws_a_centre_nearer():
    points = np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0], [9.0, 1.0]])
    found = kmeans(points, np.array([3.0, 1.0, 1.0, 0.0]), k=2, chance=np.random.default_rng(1))
    assert sorted(found.tolist()) == [[0.25, 0], [9, 0]]


def test_who_is_nearest_is_likeliest_and_who_is_between_is_in_doubt():
    chance = np.random.default_rng(4)
    points = np.concatenate(
        (chance.normal((-3, 0), (1, 5), (500, 2)), chance.normal((3, 0), (1, 5), (500, 2)), [[0, 0]])
    )
    found = np.array([[-3, 0], [3, 0]], dtype=np.float32)
    share = closeness(points, np.ones(1001), found)
    assert share.sum(axis=0) == pytest.approx(1, abs=1e-6)
    assert share.argmax(axis=0).tolist() == nearest(points[None], found[None])[0].tolist()
    assert share[:, -1] == pytest.approx([0.5, 0.5])
    sure = share.max(axis=0) > 0.9
    # a spread of 1 between the two, whatever it is along the other axis: sure where 6 |x| > log 9
    assert (sure == (np.abs(points[:, 0]) > np.log(9) / 6)).mean() > 0.98


def test_groups_that_are_there_are_found_again():
    cast, camp = camps()
    again = drawn_again(cast).found_again(3, steps=3)
    assert again.shape == (3, cast.people)
    assert min(rand_index(camp, labels) for labels in again) > 0.8
