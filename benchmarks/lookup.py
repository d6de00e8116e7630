"""How fast `gloss lookup` answers and what it costs: start, cold cache, memory, disk, beside named peers.

`python benchmarks/lookup.py` prints the tables, `--write` puts them into docs/benchmarks.md, `--quick` runs a small
part. It measures the `gloss` beside the interpreter that runs it; install gloss normally, as an editable installation
starts more slowly. Ours and the peer take turns, and the median counts. Memory is read from /proc, so it needs Linux.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import _page

ROOT = Path(__file__).resolve().parents[1]
GLOSS = shutil.which("gloss", path=os.path.dirname(sys.executable)) or sys.exit("install gloss first")
IMPORTS = (sys.executable, "-c", "import typer, rapidfuzz")
LOAD = "import sys; from ruamel.yaml import YAML; [YAML(typ='safe', pure={}).load(open(p, 'rb')) for p in sys.argv[1:]]"
LOADERS = {"ruamel.yaml, C": LOAD.format(False), "ruamel.yaml, pure": LOAD.format(True)}
RUNS, SEED = 15, 2024
SIZES = {"10,000 in 4 files": (10_000, 4), "100,000 in 10 files": (100_000, 10), "100,000 in 1 file": (100_000, 1)}
BARS = {"warm, own": 1.6, "warm": 2.5, "cold, 10,000": 3, "cold, 100,000": 30, "MB": 300}
QUERIES = (
    ("exact, Chinese", "增量用户数据蒸馏", "exact"),
    ("exact, English", "incremental user data distillation", "exact"),
    ("Traditional script", "增量用戶數據蒸餾", "script"),
    ("pinyin", "zengliangyonghushujuzhengliu", "pinyin"),
    ("part of a term", "蒸馏", "inside"),
    ("spelling slip", "incremental user data distilation", "fuzzy"),
    ("miss", "xylophone jamboree", None),
)
KINDS = """增量 incremental 分布式 distributed 自适应 adaptive 稀疏 sparse 层次化 hierarchical 异步 asynchronous
在线 online 多模态 multimodal 概率 probabilistic 并行 parallel 递归 recursive 动态 dynamic 隐式 implicit 局部 local
随机 stochastic 对抗 adversarial 联邦 federated 鲁棒 robust 轻量 lightweight 实时 real-time""".split()
HOLDERS = """用户 user 网络 network 模型 model 合同 contract 会话 session 设备 device 集群 cluster 文档 document
市场 market 项目 project 法院 court 平台 platform 基金 fund 期刊 journal 医院 hospital 课程 course""".split()
THINGS = """数据 data 图像 image 语音 speech 知识 knowledge 特征 feature 权限 permission 日志 log 流量 traffic
证书 certificate 事件 event 策略 policy 术语 term 价格 price 风险 risk 证据 evidence 版权 copyright""".split()
HEADS = """蒸馏 萃取 distillation 压缩 缩减 compression 检索 检出 retrieval 对齐 校齐 alignment 聚合 汇聚 aggregation
采样 抽样 sampling 标注 注释 annotation 清洗 清理 cleaning 迁移 搬移 migration 同步 同期 synchronization
验证 核验 validation 加密 密化 encryption 调度 排程 scheduling 监控 监视 monitoring 融合 合并 fusion
预测 预报 prediction 评估 评价 evaluation 恢复 复原 recovery 备份 备援 backup 推断 推论 inference""".split()
TIMES = (("训练开始之前", "before training begins"), ("数据离开系统时", "as data leaves"), ("上线之后", "once live"))


class Usage(NamedTuple):
    """What a process and its children took and said: seconds by the clock and of the processors, peak memory in MB."""

    seconds: float
    processors: float
    megabytes: float
    output: bytes


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    parser.add_argument("--quick", action="store_true", help="10,000 concepts only, 3 runs of each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gloss-benchmark-") as home:
        bench = Bench(Path(home), list(SIZES)[: 1 if options.quick else None])
        _page.publish("lookup.py", list(_report(bench, 3 if options.quick else RUNS)), write=options.write)


class Bench:
    """A directory with termbases in it, and the processes that are run on them."""

    def __init__(self, home: Path, sizes: list[str]) -> None:
        self.home, self.sizes = home, sizes
        (home / "config").mkdir()
        (home / "own").symlink_to(ROOT)
        for size in sizes:
            print(f"write {size}", file=sys.stderr)
            (home / size / "terms").mkdir(parents=True)
            each = SIZES[size][0] // SIZES[size][1]
            for first in range(0, SIZES[size][0], each):
                with open(home / size / "terms" / f"from-{first}.yaml", "w", encoding="utf-8") as out:
                    out.write("subject: benchmark\nconcepts:\n")
                    out.writelines(map(concept, range(first, first + each)))

    def gloss(self, size: str, *words: str, cold: bool = False, memory: bool = False) -> Usage:
        """Run `gloss` on a termbase (`own` is this project's), its cache emptied first if it is to be cold."""
        places = {"GLOSS_CACHE_DIR": f"{self.home}/caches/{size}", "GLOSS_CONFIG_DIR": f"{self.home}/config"}
        if cold:
            shutil.rmtree(places["GLOSS_CACHE_DIR"])
        return run((GLOSS, *words), self.home / size, places, memory=memory)


def run(command: tuple[str, ...], cwd: Path, variables: dict[str, str], *, memory: bool = False) -> Usage:
    """Run a process to its end. Status 1 (nothing found) is fine, anything worse ends the benchmark."""
    with tempfile.TemporaryFile() as out:
        before = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, env=os.environ | variables, stdout=out, stderr=subprocess.DEVNULL, process_group=0
        )
        peak = _peak(process.pid) if memory else 0
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)} ended with status {process.returncode}")
        out.seek(0)
        return Usage(seconds, usage.ru_utime + usage.ru_stime, peak / 1024, out.read())


def _peak(group: int) -> int:
    """The greatest sum of memory (kB, PSS) of a process and its children, looked at every 20 ms."""
    peak = 0
    while os.waitid(os.P_PID, group, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, sum(_share(pid, group) for pid in filter(str.isdigit, os.listdir("/proc"))))
        time.sleep(0.02)
    return peak


def _share(pid: str, group: int) -> int:
    with contextlib.suppress(OSError):
        if os.getpgid(int(pid)) == group:
            found = re.search(r"\nPss:\s*(\d+)", Path("/proc", pid, "smaps_rollup").read_text(encoding="utf-8"))
            return int(found[1]) if found else 0
    return 0


def concept(number: int) -> str:
    """One concept as YAML; number 0 is the one that the queries ask for."""
    place, found = number * 7919, []
    for words, width in ((KINDS, 2), (HOLDERS, 2), (THINGS, 2), (HEADS, 3)):
        place, at = divmod(place, len(words) // width)
        found.append(words[at * width : at * width + width])
    (kind, kind_en), (holder, holder_en), (thing, thing_en), (head, old, head_en) = found
    chance = random.Random(SEED + number)
    when, when_en = chance.choice(TIMES)
    other = chance.randrange(0, len(THINGS), 2)
    english = f"{kind_en} {holder_en} {thing_en} {head_en}"
    acronym = "".join(word[0] for word in english.replace("-", " ").split()).upper()
    return f"""  - id: {english.replace(" ", "-")}
    definition:
      en: The {kind_en} {head_en} of {holder_en} {thing_en}, {when_en}, that keeps the {THINGS[other + 1]} consistent.
      zh-Hans: {when}以{kind}方式对{holder}{thing}进行{head}，使{THINGS[other]}保持一致。
    terms:
      en: [{english}, {{term: {acronym}, type: acronym}}]
      zh-Hans: [{kind}{holder}{thing}{head}, {{term: {kind}{holder}{thing}{old}, status: deprecated}}]
    note: 不要与“{kind}{holder}{THINGS[other]}{head}”混用；见第 {chance.randint(1, 40)} 节。
"""


def _report(bench: Bench, runs: int) -> Iterator[str]:
    few = max(1, runs // 5)
    yield f"Made by `python benchmarks/lookup.py --write`; medians of {runs} runs, cold of {few}. {_page.machine()}"
    yield from ("", "### Start", "", *_page.head("terms", "run", "gloss", "peer", "ratio", "bar", "met"))
    yield from _start_rows(bench, runs)
    ratios = (f"ratio to {name}" for name in LOADERS)
    yield from ("", "### Cold cache", "", *_page.head("concepts", "gloss", "processors", *ratios, "bar", "met"))
    yield from _cold_rows(bench, few)
    yield from ("", "### Memory and disk", "", *_page.head("concepts", "cold", "warm", "bar", "met", "YAML", "cache"))
    yield from _memory_rows(bench)


def _start_rows(bench: Bench, runs: int) -> Iterator[str]:
    for words in (("--version",), ("--help",), ("lookup", "蒸馏")):
        bar = BARS["warm, own"] if "lookup" in words else None
        yield _page.row("this project's", f"`gloss {' '.join(words)}`", *_start(bench, "own", words, bar, runs))
    for size in bench.sizes:
        for what, query, via in QUERIES:
            hits = json.loads(bench.gloss(size, "lookup", query, "--format", "json").output)
            if (found := hits[0]["via"] if hits else None) != via:
                sys.exit(f"{query!r} should be found as {via}, not {found}: this would time something else")
            bar = BARS["warm"] if size.startswith("100,000") else None
            yield _page.row(size, f"{what}: {query}", *_start(bench, size, ("lookup", query), bar, runs))


def _start(bench: Bench, size: str, words: tuple[str, ...], bar: float | None, runs: int) -> tuple[str, ...]:
    print(f"{size}: {' '.join(words)}", file=sys.stderr)
    bench.gloss(size, *words)
    pairs = [(run(IMPORTS, bench.home, {}).seconds, bench.gloss(size, *words).seconds) for _ in range(runs)]
    theirs, ours = (1000 * median(side) for side in zip(*pairs, strict=True))
    ratio = ours / theirs
    return f"{ours:.0f} ms", f"{theirs:.0f} ms", f"{ratio:.2f} ×", *_page.verdict(ratio, bar, "×")


def _cold_rows(bench: Bench, runs: int) -> Iterator[str]:
    for size in bench.sizes:
        paths = [str(path) for path in sorted((bench.home / size / "terms").iterdir())]
        ours: list[Usage] = []
        theirs: dict[str, list[float]] = {name: [] for name in LOADERS if size.startswith("10,") or "pure" not in name}
        for number in range(runs):
            print(f"{size}: cold, {number + 1} of {runs}", file=sys.stderr)
            for name, seconds in theirs.items():
                seconds.append(run((sys.executable, "-c", LOADERS[name], *paths), bench.home, {}).seconds)
            ours.append(bench.gloss(size, "lookup", "蒸馏", cold=True))
        taken, busy = median(usage.seconds for usage in ours), median(usage.processors for usage in ours)
        ratios = (f"{taken / median(theirs[name]):.2f} ×" if name in theirs else "–" for name in LOADERS)
        verdict = _page.verdict(taken, BARS[f"cold, {size.partition(' ')[0]}"], "s")
        yield _page.row(size, f"{taken:.1f} s", f"{busy:.1f} s", *ratios, *verdict)


def _memory_rows(bench: Bench) -> Iterator[str]:
    for size in bench.sizes:
        print(f"{size}: memory", file=sys.stderr)
        cold = bench.gloss(size, "lookup", "蒸馏", cold=True, memory=True).megabytes
        warm = max(bench.gloss(size, "lookup", query, memory=True).megabytes for _, query, _ in QUERIES)
        places = (bench.home / size / "terms", bench.home / "caches" / size)
        disk = (f"{sum(path.stat().st_size for path in place.iterdir()) / 1e6:.1f} MB" for place in places)
        verdict = _page.verdict(max(cold, warm), BARS["MB"] if size.startswith("100,000") else None, "MB")
        yield _page.row(size, f"{cold:.0f} MB", f"{warm:.0f} MB", *verdict, *disk)


if __name__ == "__main__":
    main()
