"""`python -m tests.fuzz TARGET … --seconds N --seed S`: figures for each target; exit code 1 where something escaped.

With `--guided`, atheris (of PyPI; docgen does not depend on it) chooses inputs by what code they reach.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

os.environ["DOCGEN_CACHE_DIR"] = (
    ""  # trees that are kept from one run to the next would hide what parsing does
)

if "--guided" in sys.argv:
    import atheris

    with atheris.instrument_imports(include=["docgen"]):
        from tests.fuzz.targets import TARGETS
else:
    from tests.fuzz.targets import TARGETS

from tests.fuzz.runner import Figures, Target, attempt, fuzz, is_chosen, keep, minimised, report

LARGEST = 3_000  # bytes of one guided input: shorter ones are quicker, and reach as much


def guided(target: Target, seed: int, seconds: float, most: int, *, kept: bool) -> None:
    """As `fuzz`, by the coverage of what was tried before. Ends the process, as libFuzzer would."""
    figures = Figures()
    end = time.monotonic() + seconds

    def one(data: bytes) -> None:
        if time.monotonic() > end or figures.inputs >= most:
            finish(target, figures, kept=kept)
            sys.stdout.flush()
            os._exit(1 if figures.found else 0)
        attempt(target, data, figures, twice=is_chosen(data))

    def another(data: bytes, largest: int, number: int) -> bytes:
        if number % 3 == 0:
            return bytes(atheris.Mutate(data, largest))
        return target.mutate(data, Random(number))[:largest]

    with tempfile.TemporaryDirectory() as corpus:
        seeds = target.seeds()
        longest = max(LARGEST, *(len(each) + 1_000 for each in seeds))
        for number, data in enumerate(seeds):
            (Path(corpus) / str(number)).write_bytes(data)
        options = [
            f"-seed={seed + 1}",
            f"-max_len={longest}",
            "-timeout=1000",
            "-rss_limit_mb=0",
            "-verbosity=0",
        ]
        atheris.Setup(["fuzz", *options, corpus], one, custom_mutator=another)
        atheris.Fuzz()


def finish(target: Target, figures: Figures, *, kept: bool) -> None:
    print(report(target, figures))
    for each in figures.found if kept else ():
        print(f"kept {keep(target, minimised(target, each.data, each.escape))}")


def main() -> int:
    options = arguments(sys.argv[1:])
    chosen = [TARGETS[each] for each in options.targets or TARGETS]
    total = sum(each.share for each in chosen)
    code = 0
    for target in chosen:
        seconds = options.seconds * target.share / total
        if not options.guided:
            figures = fuzz(target, options.seed, seconds, options.inputs)
            finish(target, figures, kept=options.keep)
            code |= bool(figures.found)
        elif len(options.targets) == 1:
            guided(target, options.seed, seconds, options.inputs, kept=options.keep)
        else:
            words = [
                "--guided",
                f"--seconds={seconds}",
                f"--seed={options.seed}",
                f"--inputs={options.inputs}",
            ]
            words += ["--keep"] if options.keep else []
            command = [sys.executable, "-m", "tests.fuzz", target.name, *words]
            code |= subprocess.run(command, check=False).returncode
    return code


def arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "targets", nargs="*", metavar="TARGET", choices=[[], *TARGETS], help=", ".join(TARGETS)
    )
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--inputs", type=int, default=1 << 62, help="at most, for each target")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--guided", action="store_true", help="by coverage; needs atheris")
    parser.add_argument(
        "--keep", action="store_true", help="write what escapes into the corpus, made smaller"
    )
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
