"""Draw three charts of a dataset: charts.py DATASET FOLDER [--issuer STOCK_CODE].

shares_outstanding.svg  the shares of an issuer month by month, with what its corrections changed
buybacks.svg            shares bought back across the market, by month
dilution.svg            shares that may still be issued, against those in issue, by issuer

The same dataset gives the same bytes. Numbers stay integers and decimals up to the moment at which they are drawn.
"""
from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import matplotlib
import run_queries
import sharecap
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

BLUE, ORANGE, GREEN, YELLOW, PURPLE = "#0072B2", "#D55E00", "#009E73", "#F0E442", "#CC79A7"
"""Colours of Okabe and Ito, which people with any colour vision tell apart."""
INK, FAINT = "#222222", "#6b6b6b"
MOST_MONTHS, MOST_CLASSES = 24, 20
ALL_THAT_IS_KNOWN = "'9999-01-01'"
"""A moment after every other."""
PARTS = {"options": BLUE, "warrants": ORANGE, "convertibles": GREEN, "agreements": YELLOW, "other": PURPLE}
STYLE: Any = {
    "svg.hashsalt": "sharecap", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 10,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": FAINT, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": INK, "ytick.color": INK, "axes.axisbelow": True, "hatch.linewidth": 0.6,
}
BUYBACKS = """
    select month_end, sum(-issued_change) filter (where event = 'repurchase_cancelled')::bigint,
           sum(coalesce(treasury_change, -issued_change)) filter (where event = 'repurchase_treasury')::bigint,
           count(distinct stock_code)
    from current_other_movements
    where event in ('repurchase_cancelled', 'repurchase_treasury') and coalesce(issued_change, treasury_change) <> 0
    group by month_end order by month_end
"""


# What is drawn.

@dataclass(frozen=True)
class Month:
    """The shares of a class in issue at the end of a month."""

    month_end: date
    known: int
    """What is known now."""
    before: int | None
    """What was known before it was corrected; None: it was not."""
    corrected_on: date | None
    """The day in Hong Kong from which the correction was public."""


@dataclass(frozen=True)
class Bought:
    """What was bought back in a month, over all issuers."""

    month_end: date
    cancelled: int
    into_treasury: int
    issuers: int


@dataclass(frozen=True)
class Overhang:
    """What may still be issued of a class, in percent of its shares in issue."""

    label: str
    parts: dict[str, Decimal]
    percent: Decimal
    has_error: bool


def rows(connection: duckdb.DuckDBPyConnection, name: str, **parameters: str) -> list[dict[str, Any]]:
    """What a query of queries.sql gives."""
    [query] = [query for query in run_queries.queries() if query.name == name]
    result = run_queries.ask(connection, query.with_parameters(**parameters))
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def closing_corrections(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The corrections of the shares in issue of the first class of an issuer."""
    return [row for row in rows(connection, "corrections")
            if (row["table_name"], row["table_row"], row["column_name"]) == ("issued_shares", 1, "closing_issued")]


def outstanding(connection: duckdb.DuckDBPyConnection, issuer: str) -> list[Month]:
    """The shares in issue of the first class of an issuer, month by month."""
    corrected = {row["month_end"]: row for row in closing_corrections(connection) if row["stock_code"] == issuer}
    known = connection.execute(
        "select month_end, closing_issued from shares_outstanding"
        " where stock_code = $1 and issued_row = 1 and closing_issued is not null order by month_end", [issuer])

    def month(month_end: date, closing: int) -> Month:
        correction = corrected.get(month_end)
        if correction is None or correction["before"] is None:
            return Month(month_end, closing, None, None)
        day = (correction["public_from"] + timedelta(hours=8, microseconds=-1)).date()
        return Month(month_end, closing, int(correction["before"]), day)
    return [month(*row) for row in known.fetchall()]


def buybacks(connection: duckdb.DuckDBPyConnection) -> list[Bought]:
    """What was bought back, by month; months without any are left out."""
    return [Bought(month, cancelled or 0, held or 0, issuers)
            for month, cancelled, held, issuers in connection.sql(BUYBACKS).fetchall()]


def overhangs(connection: duckdb.DuckDBPyConnection) -> list[Overhang]:
    """The newest overhang of the classes of which it is known, the largest first."""
    shown = []
    for row in rows(connection, "dilution_overhang", as_of=ALL_THAT_IS_KNOWN):
        if row["overhang_percent"] is None:
            continue
        issuer = " ".join(filter(None, [row["stock_code"], row["share_type"]]))
        label = f"{issuer}, {row['month_end']:%Y-%m}"
        parts = {part: Decimal(100 * row[part]) / row["closing_issued"] for part in PARTS}
        shown.append(Overhang(label, parts, row["overhang_percent"], row["has_error"]))
    return shown[:MOST_CLASSES]


# How it is drawn.

def framed(height: float, title: str, subtitle: str, source: str) -> Figure:
    """A figure with its words around an empty middle."""
    figure = Figure(figsize=(9, height))
    figure.text(0.02, 1 - 0.16 / height, title, fontsize=13, fontweight="bold", va="top")
    figure.text(0.02, 1 - 0.46 / height, subtitle, fontsize=10, color=FAINT, va="top")
    figure.text(0.02, 0.1 / height, source, fontsize=8, color=FAINT, va="bottom")
    return figure


def millions(value: float, _: object = None) -> str:
    """A number of shares on an axis."""
    return f"{value / 1_000_000:,.10g}"


def signed(shares: int) -> str:
    """A difference with its sign, a minus and no hyphen."""
    return f"{shares:+,}".replace("-", "−")


def months_below(axes: Axes, months: Sequence[date]) -> None:
    """Names the months at the places 0, 1, 2, …, with the year where it begins; of many, the first of each quarter."""
    places = [at for at, month in enumerate(months) if len(months) <= MOST_MONTHS or month.month % 3 == 1]
    named = [months[at] for at in places]
    years = [None, *(month.year for month in named)]
    # Always two lines, so that all stand at one height.
    axes.set_xticks(places, [f"{month:%b}\n{month.year if month.year != year else ' '}"
                             for month, year in zip(named, years, strict=False)])
    axes.tick_params("x", length=0)


def draw_outstanding(issuer: str, months: Sequence[Month], source: str) -> Figure:
    """The series as it is known now, what was known before beside it, and the differences below."""
    figure = framed(5.2, "Shares outstanding, and what was corrected",
                    f"{issuer}: shares in issue without treasury shares, at the end of each month", source)
    above = figure.add_axes((0.11, 0.42, 0.86, 0.43))
    below = figure.add_axes((0.11, 0.16, 0.86, 0.19), sharex=above)
    places = range(len(months))
    above.plot(places, [month.known for month in months], color=BLUE, marker="o", label="as known now")
    corrected = [(at, month, month.before) for at, month in enumerate(months) if month.before is not None]
    above.plot([at for at, _, _ in corrected], [before for _, _, before in corrected], linestyle="none", marker="o",
               markersize=9, markerfacecolor="none", markeredgecolor=ORANGE, markeredgewidth=1.8,
               label="as first filed, corrected later")
    for at, month, before in corrected:
        difference = month.known - before
        below.bar(at, difference, width=0.12, color=ORANGE)
        # On the side of the line where the bar is not.
        below.annotate(f"{signed(difference)}, public on {month.corrected_on}", (at, 0), fontsize=9, ha="center",
                       xytext=(0, 4 if difference < 0 else -4), textcoords="offset points",
                       va="bottom" if difference < 0 else "top")
    above.set_ylabel("million shares")
    above.legend(frameon=False, loc="best")
    above.margins(x=0.1, y=0.15)
    below.axhline(0, color=FAINT, linewidth=0.8)
    below.set_ylabel("correction,\nthousand shares")
    most = max((abs(month.known - before) for _, month, before in corrected), default=1)
    below.set_ylim(-1.3 * most, 1.3 * most)
    below.yaxis.set_major_locator(MaxNLocator(2))
    below.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / 1000:,g}".replace("-", "−")))
    above.yaxis.set_major_formatter(FuncFormatter(millions))
    above.tick_params("x", labelbottom=False)
    months_below(below, [month.month_end for month in months])
    above.grid(axis="y", color="#e4e4e4")
    return figure


def draw_buybacks(bought: Sequence[Bought], source: str) -> Figure:
    """A bar for every month from the first with a buyback to the last."""
    figure = framed(4.4, "Share buybacks across the market, by month",
                    "Shares bought back, by the month of the returns; above each bar, how many issuers bought", source)
    axes = figure.add_axes((0.08, 0.21, 0.89, 0.59))
    by_month = {month.month_end: month for month in bought}
    months = list(calendar(min(by_month), max(by_month)))
    found = [by_month.get(month, Bought(month, 0, 0, 0)) for month in months]
    cancelled = [month.cancelled for month in found]
    axes.bar(range(len(months)), cancelled, color=BLUE, width=0.75, label="cancelled")
    axes.bar(range(len(months)), [month.into_treasury for month in found], bottom=cancelled, color=ORANGE, width=0.75,
             label="held in treasury")
    for at, month in enumerate(found):
        if month.issuers:
            axes.annotate(f"{month.issuers}", (at, month.cancelled + month.into_treasury), xytext=(0, 3),
                          textcoords="offset points", ha="center", fontsize=9)
    axes.set_ylabel("million shares")
    axes.yaxis.set_major_formatter(FuncFormatter(millions))
    axes.legend(frameon=False, loc="upper left")
    axes.margins(x=0.01, y=0.12)
    axes.grid(axis="y", color="#e4e4e4")
    months_below(axes, months)
    return figure


def calendar(first: date, last: date) -> list[date]:
    """The ends of all months from one to another."""
    months = [first]
    while months[-1] < last:
        following = (months[-1] + timedelta(days=32)).replace(day=1)
        months.append(following - timedelta(days=1))
    return months


def draw_dilution(found: Sequence[Overhang], source: str) -> Figure:
    """A bar for every class, stacked by what the shares may be issued for; starred where an error touches it."""
    figure = framed(1.9 + 0.27 * len(found), "Dilution: shares that may still be issued",
                    "The classes with most, in percent of their shares in issue, in the newest return of each issuer;"
                    " * an error touches it", source)
    height = 1.9 + 0.27 * len(found)
    axes = figure.add_axes((0.2, 0.75 / height, 0.75, 1 - 1.6 / height))
    left = [0.0] * len(found)
    for part, colour in PARTS.items():
        widths = [float(overhang.parts[part]) for overhang in found]
        if any(widths):
            axes.barh(range(len(found)), widths, left=left, color=colour, height=0.7, edgecolor="white", linewidth=0.5,
                      label=part)
            left = [start + width for start, width in zip(left, widths, strict=True)]
    for at, overhang in enumerate(found):
        axes.annotate(f"{overhang.percent:.2f} %", (left[at], at), xytext=(5, 0), textcoords="offset points",
                      va="center", fontsize=9)
    axes.set_yticks(range(len(found)), [f"{overhang.label}{' *' if overhang.has_error else ''}" for overhang in found])
    axes.tick_params("y", length=0)
    axes.invert_yaxis()
    axes.set_xlabel("percent of the shares in issue")
    axes.margins(x=0.12, y=0.02)
    axes.grid(axis="x", color="#e4e4e4")
    axes.legend(frameon=False, loc="lower right")
    return figure


def draw(dataset: Path, out: Path, issuer: str | None = None) -> list[Path]:
    """Draws the charts into a folder; `issuer` is by default the one that corrected its shares in issue most often."""
    connection = sharecap.open(dataset).duckdb()
    if issuer is None:
        codes = [row["stock_code"] for row in closing_corrections(connection)]
        if not codes:
            raise SystemExit("no issuer has corrected its shares in issue; name one with --issuer")
        issuer = max(sorted(set(codes)), key=codes.count)
    names = {row["stock_code"]: row["issuer"] for row in rows(connection, "shares_outstanding", as_of=ALL_THAT_IS_KNOWN)}
    name = ", ".join(filter(None, [names.get(issuer), issuer]))
    source = "Source: monthly returns of the issuers, read by sharecap"
    out.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        figures = {
            "shares_outstanding": draw_outstanding(name, outstanding(connection, issuer), source),
            "buybacks": draw_buybacks(buybacks(connection), source),
            "dilution": draw_dilution(overhangs(connection), source),
        }
        paths = []
        for stem, figure in figures.items():
            paths.append(out / f"{stem}.svg")
            figure.savefig(paths[-1], metadata={"Date": None})
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("out", type=Path, metavar="FOLDER")
    parser.add_argument("--issuer", metavar="STOCK_CODE", help="default: the one that corrected itself most often")
    asked = parser.parse_args()
    for path in draw(asked.dataset, asked.out, asked.issuer):
        print(path)


if __name__ == "__main__":
    main()
