"""`python -m models.train DATA OUT`: trains the compact model, resuming what is there."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

from models.train.training import Plan, train


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m models.train", description=__doc__)
    parser.add_argument("data", type=Path, help="folder with train/, dev/ and raw/")
    parser.add_argument("out", type=Path, help="folder for weights and checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--device", default=None, help="cpu, cuda; default: a GPU when there is one")
    parser.add_argument("--teachers", type=int, default=None, help="larger networks that teach; 0 on a CPU")
    parser.add_argument("--pretrain-epochs", type=float, default=None)
    parser.add_argument("--fit-epochs", type=int, default=None)
    parser.add_argument("--last-passes", type=int, default=None, help="gentle passes with made turns; 0: none")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    plan = Plan.sized(
        pretrain_epochs=chosen.pretrain_epochs,
        fit_epochs=chosen.fit_epochs,
        teachers=chosen.teachers,
        passes=chosen.last_passes,
        seed=chosen.seed,
    )
    train(chosen.data, chosen.out, plan=plan, threads=chosen.threads, device=chosen.device)


if __name__ == "__main__":
    main()
