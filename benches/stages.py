"""Runs `cargo bench` and puts what it shows into RESULTS.md: filings a second and stage, for every kind of filing.

The figures are medians of the samples that divan takes, with the best of them in brackets: what else the machine does
makes a sample slower, never faster.
"""
import argparse
import re
import subprocess
from fractions import Fraction

import results

# Its profile is the release profile by another name: no dependency is compiled for this alone.
COMMAND = ["cargo", "bench", "--locked"]
# A line of divan's tree that has figures: the indent, the name, then times or rates between │.
LINE = re.compile(r"^(?P<indent>[│ ]*)[├╰]─ (?P<name>.*?)(?:  +(?P<figures>\S.*))?$")
UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9}


def rates(text):
    """Stage → kind → filings a second, median and best: of the rates below each line of times the third and the first."""
    found, stage, kind = {}, "", ""
    for line in text.splitlines():
        if rate := re.findall(r"([\d.]+) ([KMG]?)item/s", line):
            found[stage][kind] = [Fraction(number) * UNITS[unit] for number, unit in (rate[2], rate[0])]
        elif match := LINE.match(line):
            if match["indent"]:
                kind = match["name"]
            else:
                stage = match["name"].strip("│ ")
                found[stage] = {}
    return found


def table(found):
    """A line a stage, a column a kind."""
    def cell(rate):
        return "{:,.0f} ({:,.0f})".format(*map(float, rate)) if rate else "–"

    kinds = list(dict.fromkeys(kind for of_stage in found.values() for kind in of_stage))
    rows = [[stage, *(cell(of_stage.get(kind)) for kind in kinds)] for stage, of_stage in found.items()]
    return results.table(["filings a second", *kinds], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--print", action="store_true", help="print the part of RESULTS.md instead of writing it there")
    options = parser.parse_args()
    began = results.circumstances(" ".join(COMMAND))
    done = subprocess.run(COMMAND, cwd=results.PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    part = f"{began}\n\n{table(rates(done.stdout))}\n"
    print(part) if options.print else results.write("stages", part)


if __name__ == "__main__":
    main()
