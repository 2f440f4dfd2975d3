"""Cornac's VAECF (Apache licence), encoding the history of that instant. One thread, fixed seed.

Source: Liang, Krishnan, Hoffman, Jebara 2018, Variational Autoencoders for Collaborative Filtering, arXiv:1802.05814.
"""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
import torch
from cornac.data import Dataset
from cornac.models import VAECF

from bench.peers.peer import Params, Task
from bench.peers.popularity import fallback
from bench.peers.user_history import history_row
from eigenart.engine.arrays import FloatArray
from eigenart.engine.evaluation import Query

BATCH, RATE = 256, 0.003
"""Fewer and longer steps than Cornac's own 100 and 0.001: as good on validation, three times as fast."""


class VAE:
    """width: of the hidden layers. latent: of the person's vector. beta: weight of the prior."""

    name = "vaecf"
    needs = ("cornac", "torch")
    grid: Sequence[Params] = [
        {"width": width, "latent": latent, "epochs": epochs, "beta": beta}
        for width, latent, epochs in ((50, 20, 120), (200, 50, 40), (200, 50, 120))
        for beta in (0.1, 1.0)
    ]

    def fit(self, task: Task, *, width: int, latent: int, epochs: int, beta: float) -> None:
        torch.set_num_threads(1)
        events = task.log
        triples = [(int(u), int(i), 1.0) for u, i in zip(events.user_rows, events.item_rows, strict=True)]
        data = Dataset.build(
            triples,
            global_uid_map=OrderedDict((row, row) for row in range(events.n_users)),
            global_iid_map=OrderedDict((row, row) for row in range(task.n_items)),
            seed=task.seed,
        )
        self.model = VAECF(
            k=latent,
            autoencoder_structure=[width],
            n_epochs=epochs,
            batch_size=BATCH,
            learning_rate=RATE,
            beta=beta,
            seed=task.seed,
            use_gpu=False,
        )
        self.model.fit(data)
        self._popular, self._n_items = fallback(task), task.n_items

    def scores(self, query: Query) -> FloatArray:
        if not query.state.n_past:
            return self._popular
        with torch.inference_mode():
            mean, _ = self.model.vae.encode(torch.from_numpy(history_row(query, self._n_items).toarray()))
            return np.asarray(self.model.vae.decode(mean).numpy().ravel(), dtype=np.float64)
