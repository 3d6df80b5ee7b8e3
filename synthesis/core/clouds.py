"""Groups of people on the map: k-means of many clouds at once, and how sure a membership is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthesis.core.classes import Labels, Singles

Weights = NDArray[np.floating] | NDArray[np.int64]  # how much each person counts
_STILL = 1e-3  # a step of every centre, in units of the map, after which k-means ends
_CLOUD = 500  # people on whom k-means looks for centres
_STARTS = 12


def kmeans(points: NDArray[np.floating], weights: Weights, *, k: int, chance: np.random.Generator) -> Singles:
    """Centres, shape (k, 2), of people at ``points`` who count as ``weights`` say, the best of many starts."""
    few = slice(None) if len(points) <= _CLOUD else chance.permutation(len(points))[:_CLOUD]
    found: Singles = centres(points[few][None], weights[few][None], k=k, chance=chance, starts=_STARTS)[0]
    return found


def centres(
    clouds: NDArray[np.floating],
    weights: Weights,
    *,
    k: int,
    chance: np.random.Generator,
    starts: int,
    steps: tuple[int, int] = (3, 9),
) -> Singles:
    """The best centres of each cloud, shape (clouds, k, 2). All clouds, (clouds, points, 2), and starts at once.

    S. Lloyd, 1982, from first centres as in k-means++; after some ``steps`` of all starts the better third goes on.
    weights: of each point, (clouds, points).
    """
    here, weighed = _homogeneous(clouds), np.empty((*clouds.shape[:2], 3), dtype=np.float32)
    weighed[..., 2] = weights
    np.multiply(clouds, weights[..., None], out=weighed[..., :2], casting="same_kind")
    found = _first_centres(here, weighed, k, chance, starts)
    for number, most in zip((-(-starts // 3), 1), steps, strict=True):
        found = _moved(here, weighed, found, most)
        spared = (_scores(here, found).max(axis=2) @ weighed[..., 2:])[..., 0]
        best = np.argsort(-spared, axis=1, kind="stable")[:, :number]
        found = np.take_along_axis(found, best[..., None, None], axis=1)
    chosen: Singles = found[:, 0]
    return chosen


def _moved(here: Singles, weighed: Singles, found: Singles, most: int) -> Singles:
    """Centres after at most ``most`` steps of Lloyd's, shape (clouds, starts, k, 2)."""
    clouds, starts, k, _two = found.shape
    for _step in range(most):
        scores = _scores(here, found)
        near = (scores == scores.max(axis=2, keepdims=True)).astype(np.float32)
        sums = (near.reshape(clouds, starts * k, -1) @ weighed).reshape(clouds, starts, k, 3)
        moved = np.where(sums[..., 2:] > 0, sums[..., :2] / np.maximum(sums[..., 2:], 1e-9), found)
        still = np.abs(moved - found).max() < _STILL
        found = moved
        if still:
            break
    return found


def _homogeneous(clouds: NDArray[np.floating]) -> Singles:
    here = np.ones((clouds.shape[0], 3, clouds.shape[1]), dtype=np.float32)
    here[:, :2] = clouds.transpose(0, 2, 1)
    return here


def _scores(here: Singles, found: Singles) -> Singles:
    """p c - c c / 2 of points and centres, (clouds, starts, k, points): most at the nearest centre; one product."""
    clouds, starts, k, _two = found.shape
    lines = np.concatenate((found, (found * found).sum(axis=3, keepdims=True) / np.float32(-2)), axis=3)
    scores: Singles = (lines.reshape(clouds, starts * k, 3) @ here).reshape(clouds, starts, k, -1)
    return scores


def _first_centres(here: Singles, weighed: Singles, k: int, chance: np.random.Generator, starts: int) -> Singles:
    size = here.shape[2]
    cloud, half = np.arange(len(here))[:, None], (here[:, None, :2] ** 2).sum(axis=2) / 2
    reach = np.broadcast_to(weighed[:, None, :, 2], (len(here), starts, size))
    found = np.empty((len(here), starts, 0, 2), dtype=np.float32)
    while True:
        reach = np.cumsum(reach, axis=2)
        aim = chance.random((len(here), starts, 1)).astype(np.float32) * reach[:, :, -1:]
        picked = (reach >= aim).argmax(axis=2)
        found = np.concatenate((found, here[cloud, :2, picked][:, :, None]), axis=2)
        if found.shape[2] == k:
            return found
        reach = np.maximum(half - _scores(here, found).max(axis=2), 0) * weighed[:, None, :, 2]


def nearest(clouds: NDArray[np.floating], found: Singles) -> Labels:
    """Which of a cloud's centres is nearest to each of its points, shape (clouds, points)."""
    labels: Labels = _scores(_homogeneous(clouds), found[:, None])[:, 0].argmax(axis=1)
    return labels


def closeness(points: NDArray[np.floating], weights: Weights, found: Singles) -> Singles:
    """P(group | place on the map), shape (k, people): groups alike in spread about their centres.

    exp(-d^2 / 2 s^2) over its sum, d the distance from a centre, so that the likeliest is the nearest (D. MacKay,
    Information Theory, 2003, ch. 22). s^2 = tr(W B) / tr(B), W the scatter about the nearest centre of people who count
    as ``weights`` say, B that of the centres: the spread along the lines from centre to centre, which alone decides.
    """
    apart = points.T.astype(np.float32) - found[:, :, None]
    far = (apart * apart).sum(axis=1)
    own = np.take_along_axis(apart, far.argmin(axis=0)[None, None], axis=0)[0]
    middle = found - found.mean(axis=0)
    along = ((middle @ own) ** 2).sum(axis=0)  # own' B own, of each person
    total = float((middle * middle).sum()) * max(float(weights.sum()), 1.0)
    spread = max(float(along @ weights.astype(np.float32)) / max(total, 1e-9), 1e-9)
    share: Singles = np.exp((far.min(axis=0) - far) / np.float32(2 * spread))
    share /= share.sum(axis=0)
    return share
