"""The peers, by name and in the order of the tables. A module is imported only when its peer is asked for."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import cast

from bench.peers.peer import Peer

_OWN = {
    "popularity": "popularity:Popularity",
    "rp3beta": "rp3beta:RP3Beta",
    "ease-nightly": "ease:EaseNightly",
    "ease-live": "ease:EaseLive",
    "ease-side": "ease:EaseSide",
    "markov": "markov:Markov",
    "content": "content:Content",
}
"""NumPy and SciPy only."""

_LIBRARY = {
    "item-knn": "implicit_models:ItemKNN",
    "als": "implicit_models:ALS",
    "als-fold-in": "implicit_models:ALSFoldIn",
    "bpr": "implicit_models:BPR",
    "lightfm": "lightfm_model:LightFMWarp",
    "lightfm-features": "lightfm_model:LightFMFeatures",
    "user-knn": "lenskit_models:UserKNN",
    "slim": "lenskit_models:SLIM",
    "vaecf": "cornac_model:VAE",
    "lambdarank": "lambdarank:LambdaRank",
}
"""Need libraries that the product does not; they live in `.venv-bench`."""


def _make(place: str) -> Peer:
    module, _, name = place.partition(":")
    return cast(Peer, getattr(import_module(f"bench.peers.{module}"), name)())


REGISTRY: Mapping[str, Callable[[], Peer]] = {
    name: partial(_make, place) for name, place in (_OWN | _LIBRARY).items()
}
IN_OWN_ENVIRONMENT = frozenset(_LIBRARY)
"""Peers that run with the interpreter of `.venv-bench`."""
