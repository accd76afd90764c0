"""The research queries of queries.sql in pandas, from the tables alone: functions to copy.

Each takes `tables`, a callable that gives a table of a dataset as a DataFrame of Arrow types, such as

    dataset = sharecap.open("dataset")
    def tables(name): return arrow_backed(dataset.arrow(name).to_table())

and returns what the query of its name returns, row for row and to the last digit; queries.sql says what the columns
mean, their units, and what a null means. pandas of NumPy types turns a column of integers with a blank into floats; of
Arrow types it does not: share counts are int64, money and percentages decimal128, days date32, a null is `pandas.NA`.
"""
from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd
import pyarrow as pa

Tables = Callable[[str], pd.DataFrame]

HONG_KONG = timedelta(hours=8)
"""Hong Kong is so far ahead of UTC, all year."""
MONTH = ["stock_code", "month_end"]
WORDS = ["share_class", "share_type"]
CLASS = [*WORDS, "class_position"]
MOVEMENTS = {
    "A": ("option_movements", "closing_options"), "B": ("warrant_movements", "closing_nominal"),
    "C": ("convertible_movements", "closing_amount"), "D": ("agreement_movements", None),
    "E": ("other_movements", None),
}
"""The sections of III: their tables, and the column that says what is outstanding under a row."""
VALUES = [
    "authorised_capital", "issued_shares", "option_movements", "warrant_movements", "convertible_movements",
    "agreement_movements", "other_movements", "section_totals", "depositary_receipts", "remarks",
]
"""The tables that hold what a return states, but for filings."""
COUNT, FLAG, DAY = pd.ArrowDtype(pa.int64()), pd.ArrowDtype(pa.bool_()), pd.ArrowDtype(pa.date32())
PERCENT, MONEY = pd.ArrowDtype(pa.decimal128(38, 4)), pd.ArrowDtype(pa.decimal128(38, 12))
MOMENT, TEXT = pd.ArrowDtype(pa.timestamp("us")), pd.ArrowDtype(pa.string())
EXACT = decimal.Context(prec=76, traps=[decimal.Inexact, decimal.InvalidOperation])
"""Python rounds decimals to 28 digits; this one says so instead."""


def arrow_backed(table: pa.Table) -> pd.DataFrame:
    """A table as a DataFrame of Arrow types."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame


# What the queries share.

def series(values: Iterable[Any], like: pd.DataFrame, dtype: pd.ArrowDtype) -> pd.Series[Any]:
    """Python values, None for null, as a column beside those of a frame."""
    return pd.Series([None if value is pd.NA else value for value in values], dtype=dtype, index=like.index)


def is_true(flags: pd.Series[Any]) -> pd.Series[Any]:
    """Flags of which a null counts as false, fit for selecting rows."""
    return flags.fillna(False).astype(bool)


def merged(left: pd.DataFrame, right: pd.DataFrame, on: Sequence[str], how: Any = "left") -> pd.DataFrame:
    """Two frames side by side; a null of one key is that of the other."""
    return left.merge(right, on=list(on), how=how)


def complete_sum(figures: pd.Series[Any]) -> Any:
    """The sum; 0 of nothing, null where one figure is null."""
    return pd.NA if figures.isna().any() else int(figures.sum())


def percent_of(parts: pd.Series[Any], wholes: pd.Series[Any]) -> pd.Series[Any]:
    """In percent, four places, rounded half up; counted in integers. Null where the whole is 0."""
    def percent(part: Any, whole: Any) -> Decimal | None:
        if part is pd.NA or whole is pd.NA or whole == 0:
            return None
        return Decimal((part * 2_000_000 + whole) // (whole * 2)).scaleb(-4)
    values = [percent(part, whole) for part, whole in zip(parts.tolist(), wholes.tolist(), strict=True)]
    return series(values, parts.to_frame(), PERCENT)


def day_in_hong_kong(days: pd.Series[Any]) -> pd.Series[Any]:
    """The moment, in UTC, at which each day begins in Hong Kong."""
    return days.astype(MOMENT) - HONG_KONG


def with_moments(filings: pd.DataFrame) -> pd.DataFrame:
    """Filings whose issuer and month are known, with `known_from`: the moment in UTC from which each could be read."""
    known = filings[filings["revision"].notna()].copy()
    one_day = timedelta(days=1)
    known["published"] = known["published_at"].dt.tz_localize(None).astype(MOMENT).fillna(
        day_in_hong_kong(known["published_on"]) + one_day)
    dated = day_in_hong_kong(known["submitted_on"])
    known_from = known["published"].fillna(dated + one_day)
    known["known_from"] = known_from.where(~is_true(dated > known_from), dated)
    return known


def current_filings(tables: Tables, as_of: datetime | None = None) -> pd.DataFrame:
    """One filing for each issuer and month: the newest revision over both languages.

    `as_of` is a moment in Hong Kong: only what was public then counts. None: all that is known.
    """
    known = with_moments(tables("filings"))
    if as_of is not None:
        known = known[is_true(known["known_from"] <= as_of - HONG_KONG)]
    revisions = known.groupby([*MONTH, "language"])["revision"].transform("max")
    newest = known[known["revision"] == revisions].assign(
        corrects=lambda rows: is_true(rows["status"] == "resubmission"),
        is_english=lambda rows: rows["language"] == "en")
    order = ["submitted_on", "corrects", "published", "is_english", "language", "filing_id"]
    return newest.sort_values(order, ascending=False, na_position="last").drop_duplicates(MONTH)


def rows_of(tables: Tables, table: str, filings: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table that belong to some filings."""
    rows = tables(table)
    return rows[rows["filing_id"].isin(filings["filing_id"])]


def errors_of(tables: Tables, filings: pd.DataFrame) -> pd.DataFrame:
    """The errors of some filings: without table_name they touch the whole filing, without table_row the whole table."""
    found = rows_of(tables, "findings", filings)
    of_filing = is_true(found["table_name"] == "filings")
    is_meant = ~of_filing | found["column_name"].isin(["stock_code", "month_end"])
    found = found.assign(table_name=found["table_name"].mask(of_filing), table_row=found["table_row"].mask(of_filing))
    is_error = found["severity"] == "error"
    return found.loc[is_error & is_meant, ["filing_id", "table_name", "table_row", "column_name"]]


def flags(rows: pd.DataFrame, errors: pd.DataFrame, table: str, columns: Collection[str] = ()) -> pd.Series[Any]:
    """For each row of a table whether an error touches it; where columns are named, one of these or all of it."""
    own = errors[errors["table_name"].isna() | is_true(errors["table_name"] == table)]
    if columns:
        own = own[own["column_name"].isna() | own["column_name"].isin(list(columns))]
    filings = set(own.loc[own["table_row"].isna(), "filing_id"])
    places = set(zip(own["filing_id"], own["table_row"], strict=True))
    return series(
        (filing in filings or (filing, row) in places
         for filing, row in zip(rows["filing_id"], rows["row"], strict=True)), rows, FLAG)


def classes_of(tables: Tables, filings: pd.DataFrame) -> pd.DataFrame:
    """The classes of section II: those of the same words counted in `class_position`.

    `is_nominal`: it has no shares, and another of the same words has.
    `is_shared`: it is not nominal, and neither is another of the same words.
    """
    rows = rows_of(tables, "issued_shares", filings).sort_values(["filing_id", "row"])
    issued, treasury = ["opening_issued", "closing_issued"], ["opening_treasury", "closing_treasury"]
    is_nil = rows[issued].eq(0).fillna(False).all(axis=1) & rows[treasury].eq(0).fillna(True).all(axis=1)
    words = rows.assign(has_shares=~is_nil.astype(bool)).groupby(["filing_id", *WORDS], dropna=False)
    with_shares = words["has_shares"].transform("sum")
    is_nominal = is_nil.astype(bool) & (with_shares > 0)
    others = with_shares.where(with_shares > 0, words["row"].transform("size"))
    return rows.assign(
        class_position=(words.cumcount() + 1).astype(COUNT),
        is_nominal=is_nominal, is_shared=~is_nominal & (others > 1),
        has_error=flags(rows, errors_of(tables, filings), "issued_shares"))


def newest_months(rows: pd.DataFrame) -> pd.Series[Any]:
    """Whether each row is of the newest month of its issuer."""
    return rows["month_end"] == rows.groupby("stock_code")["month_end"].transform("max")


# The queries.

def shares_outstanding(tables: Tables, as_of: datetime) -> pd.DataFrame:
    """How many shares of each class were there at a moment in Hong Kong, as far as was public then?"""
    filings = current_filings(tables, as_of)
    classes = classes_of(tables, filings)
    classes["in_newest_return"] = newest_months(classes)
    key = ["stock_code", *CLASS]
    newest = classes.sort_values("month_end").drop_duplicates(key, keep="last")
    issuers = filings[["filing_id", "issuer_name"]].assign(issuer=without_brackets(filings["issuer_name"]))
    return merged(newest, issuers, ["filing_id"]).sort_values(key, na_position="last")[[
        "stock_code", "issuer", "month_end", *CLASS,
        "closing_issued", "closing_treasury", "closing_total", "in_newest_return", "has_error"]]


def without_brackets(names: pd.Series[Any]) -> pd.Series[Any]:
    """The names without what stands in brackets behind them."""
    return names.str.replace(r"( ?\([^()]*\))+$", "", regex=True)


def top_buybacks(tables: Tables, month: date) -> pd.DataFrame:
    """Who bought back most of its shares in a month, what did it pay, and how much of the class was that?"""
    filings = current_filings(tables)
    events = rows_of(tables, "other_movements", filings)
    rows = events[(events["month_end"] == month)
                  & events["event"].isin(["repurchase_cancelled", "repurchase_treasury"])].copy()
    rows["has_error"] = flags(rows, errors_of(tables, filings), "other_movements")
    changes = rows[["issued_change", "treasury_change", "pending_cancellation"]]
    is_stated = is_true(~rows["has_error"]) & changes.notna().any(axis=1)
    into_treasury = is_true(rows["event"] == "repurchase_treasury")

    def or_nothing(change: pd.Series[Any]) -> pd.Series[Any]:
        """The shares of a change that is negative; where it is blank and nothing is in doubt, none."""
        return (-change).mask(is_stated & change.isna(), 0)
    rows["cancelled"] = or_nothing(rows["issued_change"]).mask(into_treasury, 0)
    rows["into_treasury"] = rows["treasury_change"].fillna(-rows["issued_change"]).where(into_treasury, 0)
    rows["pending"] = or_nothing(rows["pending_cancellation"])
    bought = pd.DataFrame([
        {**dict(zip(["filing_id", "stock_code", *WORDS], key, strict=True)), **bought_back(own)}
        for key, own in rows.groupby(["filing_id", "stock_code", *WORDS], dropna=False)
    ], columns=["filing_id", "stock_code", *WORDS, "cancelled", "into_treasury", "pending", "repurchases",
                "currency", "lowest_price", "highest_price", "paid", "has_error"])
    types = {"cancelled": COUNT, "into_treasury": COUNT, "pending": COUNT, "repurchases": COUNT, "currency": TEXT,
             "lowest_price": MONEY, "highest_price": MONEY, "paid": MONEY, "has_error": FLAG}
    bought = bought.astype({"filing_id": TEXT, "stock_code": TEXT, **dict.fromkeys(WORDS, TEXT), **types})
    classes = classes_of(tables, filings)
    openings = classes.loc[~classes["is_nominal"] & ~classes["is_shared"],
                           ["filing_id", *WORDS, "opening_issued", "has_error"]]
    both = merged(bought, openings.rename(columns={"has_error": "class_has_error"}), ["filing_id", *WORDS])
    both["shares"] = both["cancelled"] + both["into_treasury"]
    both["percent_of_class"] = percent_of(both["shares"], both["opening_issued"])
    both["has_error"] = is_true(both["has_error"]) | is_true(both["class_has_error"])
    order = both.sort_values(["shares", "stock_code", *WORDS], ascending=[False, True, True, True], na_position="last")
    return order.head(20)[[
        "stock_code", *WORDS, "cancelled", "into_treasury", "pending", "repurchases",
        "currency", "lowest_price", "highest_price", "paid", "percent_of_class", "has_error"]]


def bought_back(rows: pd.DataFrame) -> dict[str, Any]:
    """What the repurchases of a class come to."""
    shares = rows["cancelled"] + rows["into_treasury"]
    currencies = set(rows["price_currency"].tolist())
    currency = currencies.pop() if len(currencies) == 1 else pd.NA
    prices = [] if currency is pd.NA else rows["price"].dropna().tolist()
    paid = None
    if currency is not pd.NA and rows["price"].notna().all() and shares.notna().all():
        paid = Decimal(0)
        for price, count in zip(rows["price"].tolist(), shares.tolist(), strict=True):
            paid = EXACT.add(paid, EXACT.multiply(price, Decimal(count)))
    return {
        "cancelled": complete_sum(rows["cancelled"]), "into_treasury": complete_sum(rows["into_treasury"]),
        "pending": complete_sum(rows["pending"]), "repurchases": len(rows), "currency": currency,
        "lowest_price": min(prices, default=None), "highest_price": max(prices, default=None), "paid": paid,
        "has_error": bool(rows["has_error"].any()),
    }


def treasury_build_up(tables: Tables) -> pd.DataFrame:
    """How did the treasury shares of each class come and go, month by month?"""
    filings = current_filings(tables)
    found = rows_of(tables, "findings", filings)
    anew = found[found["code"] == "capital-event"]
    places = set(zip(anew["filing_id"], anew["table_name"], anew["table_row"], strict=True))
    ways = {
        "repurchase_treasury": "bought", "repurchase_cancelled": "bought", "treasury_sale": "sold",
        "treasury_transfer": "granted", "scheme": "granted", "treasury_cancellation": "cancelled",
    }

    def moved(table: str) -> pd.DataFrame:
        rows = rows_of(tables, table, filings)
        is_event = table == "other_movements"
        events = rows["event"] if is_event else series(["scheme"] * len(rows), rows, TEXT)
        is_anew = [(filing, table, row) in places for filing, row in zip(rows["filing_id"], rows["row"], strict=True)]
        way = ["counted_anew" if new else ways.get(event, "other") for event, new in zip(events, is_anew, strict=True)]
        change = rows["treasury_change" if is_event else "treasury_shares_transferred"]
        moves = rows[["filing_id", *WORDS]].assign(way=way, change=change)
        return moves[is_true(change != 0)]
    parts = ["bought", "sold", "granted", "cancelled", "counted_anew", "other"]
    moves = pd.concat([moved(table) for table, _ in MOVEMENTS.values()])
    for part in parts:
        moves[part] = moves["change"].where(moves["way"] == part, 0)
    summed = moves.groupby(["filing_id", *WORDS], dropna=False, as_index=False)[parts].sum().assign(is_moved=True)
    classes = classes_of(tables, filings)
    takes_part = ~classes["is_nominal"] & ~classes["is_shared"]
    balances = pd.concat([merged(classes[takes_part], summed, ["filing_id", *WORDS]), classes[~takes_part]])
    balances[parts] = balances[parts].astype(COUNT).fillna(0)
    shows = (is_true(balances["opening_treasury"] != 0) | is_true(balances["closing_treasury"] != 0)
             | is_true(balances["is_moved"].astype(FLAG)))
    balances["unexplained"] = balances["closing_treasury"] - balances["opening_treasury"] - balances[parts].sum(axis=1)
    balances["percent_of_total"] = percent_of(balances["closing_treasury"], balances["closing_total"])
    return balances[shows].sort_values(["stock_code", *CLASS, "month_end"], na_position="last")[[
        *MONTH, *CLASS, "opening_treasury", *parts, "unexplained", "closing_treasury", "percent_of_total", "has_error"]]


def issuable_shares(tables: Tables, filings: pd.DataFrame, errors: pd.DataFrame) -> pd.DataFrame:
    """The rows of section III and its totals: shares that may still be issued, and the class that they are of.

    A blank is 0, unless an error may be why it is blank, or something is outstanding under the row. A row without a
    class is of the only class of its filing, if there is but one.
    """
    parts = []
    for section, (table, outstanding) in MOVEMENTS.items():
        rows = rows_of(tables, table, filings)
        is_outstanding = is_true(rows[outstanding] != 0) if outstanding else False
        is_in_doubt = is_true(flags(rows, errors, table, ["shares_issuable"]))
        parts.append(rows[["filing_id", *WORDS]].assign(
            section=section, shares_issuable=rows["shares_issuable"].where(is_outstanding | is_in_doubt,
                                                                           rows["shares_issuable"].fillna(0)),
            is_total=False, has_error=flags(rows, errors, table)))
    totals = rows_of(tables, "section_totals", filings)
    totals = totals[totals["section"] != "all"]
    parts.append(totals[["filing_id", *WORDS, "section"]].assign(
        shares_issuable=series([None] * len(totals), totals, COUNT), is_total=True,
        has_error=flags(totals, errors, "section_totals")))
    movements = pd.concat(parts)
    issued = rows_of(tables, "issued_shares", filings)
    only = issued.loc[~issued["filing_id"].duplicated(keep=False), ["filing_id", *WORDS]]
    joined = merged(movements, only.rename(columns={word: f"only_{word}" for word in WORDS}), ["filing_id"])
    has_class, has_type = joined["share_class"].notna(), joined["share_type"].notna()
    joined["share_type"] = joined["share_type"].where(has_class | has_type, joined["only_share_type"])
    joined["share_class"] = joined["share_class"].where(has_class, joined["only_share_class"])
    return joined


def dilution_overhang(tables: Tables, as_of: datetime) -> pd.DataFrame:
    """How many shares may still be issued, against those in issue, in the newest return of each issuer?"""
    filings = current_filings(tables, as_of)
    errors = errors_of(tables, filings)
    is_movement = errors["table_name"].str.endswith("_movements") | (errors["table_name"] == "section_totals")
    lost = errors[errors["table_name"].isna() | is_true(is_movement) & errors["table_row"].isna()]
    words, parts = ["filing_id", *WORDS], {"A": "options", "B": "warrants", "C": "convertibles", "D": "agreements",
                                           "E": "other"}
    classes = classes_of(tables, filings)[[*words, "row", "class_position", "closing_issued", "is_shared", "is_nominal",
                                           "has_error"]].rename(columns={"has_error": "class_has_error"})
    movements = issuable_shares(tables, filings, errors)
    moved = merged(classes[~classes["is_nominal"]], movements, words, how="outer")
    # An error in a movement that no class owns: it may belong to any of them.
    unowned = moved[moved["row"].isna() & is_true(moved["has_error"].astype(FLAG))]
    both = pd.concat([moved, classes[classes["is_nominal"]]])
    both = merged(both, filings[["filing_id", *MONTH]], ["filing_id"])
    both = both[newest_months(both)].copy()
    both["class_position"] = both["class_position"].fillna(1)
    both["is_shared"] = is_true(both["is_shared"].astype(FLAG))
    both["has_error"] = is_true(both["has_error"].astype(FLAG)) | is_true(both["class_has_error"].astype(FLAG))

    def added_up(rows: pd.DataFrame) -> dict[str, Any]:
        """The five parts of a class; unknown where its movements may be of another class."""
        is_unknown = rows["is_shared"].any() and rows["section"].notna().any()
        own = rows[~is_true(rows["is_total"].astype(FLAG))]
        sums = {name: complete_sum(own.loc[is_true(own["section"] == section), "shares_issuable"])
                for section, name in parts.items()}
        return {**(dict.fromkeys(sums, pd.NA) if is_unknown else sums),
                "closing_issued": rows["closing_issued"].iloc[0], "has_error": bool(rows["has_error"].any())}
    key = [*words, "row", "class_position", *MONTH]
    newest = pd.DataFrame([{**dict(zip(key, own_key, strict=True)), **added_up(rows)}
                         for own_key, rows in both.groupby(key, dropna=False)])
    counts = [*parts.values(), "class_position", "closing_issued"]
    newest = newest.astype({**dict.fromkeys(words, TEXT), **dict.fromkeys(counts, COUNT), "month_end": DAY})
    newest["has_error"] |= newest["filing_id"].isin([*lost["filing_id"], *unowned["filing_id"]])
    newest["issuable"] = newest[[*parts.values()]].sum(axis=1, skipna=False)
    newest["overhang_percent"] = percent_of(newest["issuable"], newest["closing_issued"])
    shows = newest[newest["issuable"].isna() | is_true(newest["issuable"] != 0)]
    return shows.sort_values(["overhang_percent", "stock_code", *CLASS], ascending=[False, True, True, True, True],
                             na_position="last")[[
        *MONTH, *CLASS, "closing_issued", *parts.values(), "issuable", "overhang_percent", "has_error"]]


def option_exercise_rates(tables: Tables) -> pd.DataFrame:
    """Of the options that were there or came in a stretch of months, what part was exercised?"""
    filings = current_filings(tables)
    errors = errors_of(tables, filings)
    schemes = rows_of(tables, "option_movements", filings).copy()
    schemes["has_error"] = flags(schemes, errors, "option_movements")
    in_doubt = is_true(flags(schemes, errors, "option_movements", ["movements", "granted", "exercised"]))
    schemes["granted"] = schemes["granted"].where(in_doubt, schemes["granted"].fillna(0))
    schemes["exercised"] = (-schemes["exercised"]).where(in_doubt, (-schemes["exercised"]).fillna(0))
    events = rows_of(tables, "capital_events", filings)[["filing_id", *WORDS]].drop_duplicates().assign(is_event=True)
    schemes = merged(schemes, events, ["filing_id", *WORDS])
    schemes["is_event"] = is_true(schemes["is_event"])
    figures, key = ["opening_options", "granted", "exercised"], ["stock_code", *WORDS]
    months = schemes.groupby([*key, "month_end"], dropna=False, as_index=False).agg(
        {**dict.fromkeys(figures, complete_sum), "has_error": "any", "is_event": "any"})
    months["stretch"] = months.groupby(key, dropna=False)["is_event"].cumsum()
    rows = []
    for own_key, own in months[~months["is_event"]].groupby([*key, "stretch"], dropna=False):
        first, last = own["month_end"].iloc[0], own["month_end"].iloc[-1]
        between = (last.year - first.year) * 12 + last.month - first.month
        rows.append([*own_key[:-1], first, last, len(own), between + 1 - len(own), own["opening_options"].iloc[0],
                     complete_sum(own["granted"]), complete_sum(own["exercised"]), bool(own["has_error"].any())])
    columns = [*key, "first_month", "last_month", "months", "months_missing", *figures, "has_error"]
    rates = pd.DataFrame(rows, columns=columns).astype({
        **dict.fromkeys(key, TEXT), "first_month": DAY, "last_month": DAY, **dict.fromkeys(figures, COUNT)})
    rates["exercise_rate_percent"] = percent_of(rates["exercised"], rates["opening_options"] + rates["granted"])
    return rates.sort_values([*key, "first_month"], na_position="last")[[
        *columns[:-1], "exercise_rate_percent", "has_error"]]


def corrections(tables: Tables) -> pd.DataFrame:
    """What did each resubmission change, cell by cell, in every table of values?"""
    times = with_moments(tables("filings"))[["filing_id", *MONTH, "language", "revision", "known_from"]]
    before = times[["filing_id", *MONTH, "language", "revision"]].rename(columns={"filing_id": "filing_id_before"})
    before["revision"] = before["revision"] + 1
    steps = merged(times, before, [*MONTH, "language", "revision"], how="inner")
    revised = pd.concat([steps["filing_id"], steps["filing_id_before"]]).to_frame("filing_id")
    cell = ["table_name", "row", "column_name"]

    def cells(table: str, columns: Sequence[str] = ()) -> pd.DataFrame:
        """Every value of a table as a text, one a row."""
        rows = rows_of(tables, table, revised)
        if columns:
            rows = rows[["filing_id", *columns]].assign(row=series([1] * len(rows), rows, COUNT))
        rows = rows.drop(columns=[*MONTH, "year"], errors="ignore")
        values = rows.columns.difference(["filing_id", "row"])
        texts = rows.assign(**{name: series(map(as_text, rows[name].tolist()), rows, TEXT) for name in values})
        return texts.melt(["filing_id", "row"], var_name="column_name", value_name="cell").dropna(subset="cell").assign(
            table_name=table)
    heads = ["issuer_name", "total_authorised_currency", "total_authorised_capital"]
    stated = pd.concat([cells("filings", heads), *map(cells, VALUES)])
    after = merged(steps, stated, ["filing_id"], how="inner").rename(columns={"cell": "after"})
    earlier = stated.rename(columns={"filing_id": "filing_id_before", "cell": "before"})
    before_it = merged(steps, earlier, ["filing_id_before"], how="inner")
    sides = merged(after, before_it, [*steps.columns, *cell], how="outer")
    compared = sides[sides["before"].isna() | sides["after"].isna() | is_true(sides["before"] != sides["after"])].copy()
    errors = tables("findings")
    errors = errors[errors["severity"] == "error"]

    def is_touched(filing: str, table: str, row: int) -> bool:
        """Whether an error touches the row in a filing."""
        own = errors[errors["filing_id"] == filing]
        return bool(((own["table_name"].fillna(table) == table) & (own["table_row"].fillna(row) == row)).any())
    compared["has_error"] = [
        any(is_touched(filing, table, row) for filing in (new, old)) for new, old, table, row in zip(
            compared["filing_id"], compared["filing_id_before"], compared["table_name"], compared["row"], strict=True)]
    change = [*MONTH, "revision", *cell, "before", "after"]
    grouped = compared.groupby(change, dropna=False, as_index=False).agg(
        public_from=("known_from", "min"), languages=("language", lambda of_change: ", ".join(sorted(of_change))),
        has_error=("has_error", "any"))
    return grouped.sort_values([*MONTH, "revision", *cell, "languages"]).rename(columns={"row": "table_row"})[[
        *MONTH, "revision", "public_from", "languages", "table_name", "table_row", "column_name", "before", "after",
        "has_error"]]


def as_text(value: Any) -> str | None:
    """A value of a table as DuckDB writes it."""
    if value is None or value is pd.NA:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


def wvr_classes(tables: Tables) -> pd.DataFrame:
    """How are the shares of issuers with weighted voting rights split, and what was converted?"""
    filings = current_filings(tables)
    events = rows_of(tables, "other_movements", filings)
    conversions = events[is_true(events["event"] == "conversion")]
    converted = conversions.groupby(["filing_id", *WORDS], dropna=False, as_index=False).agg(
        converted=("issued_change", complete_sum)).assign(is_converted=True)
    classes = classes_of(tables, filings)
    weighted = classes.loc[is_true(classes["share_class"] == "wvr_ordinary"), "filing_id"]
    rows = merged(classes[classes["filing_id"].isin(weighted)], converted, ["filing_id", *WORDS])
    issued = rows.groupby("filing_id")["closing_issued"]
    rows["percent_of_issuer"] = percent_of(
        rows["closing_issued"],
        issued.transform("sum").mask(issued.transform("count") < issued.transform("size")).astype(COUNT))
    none = rows["is_converted"].isna() | rows["is_nominal"]
    rows["converted"] = rows["converted"].astype(COUNT).mask(rows["is_shared"]).mask(none, 0)
    return rows.sort_values([*MONTH, *CLASS], na_position="last")[[
        *MONTH, *CLASS, "class_stock_code", "listed", "closing_issued", "percent_of_issuer", "change_issued",
        "converted", "has_error"]]


def consolidations(tables: Tables) -> pd.DataFrame:
    """What are the share counts of a class that was consolidated or subdivided, in shares of today?"""
    filings = current_filings(tables)
    words = ["stock_code", *WORDS]
    events = rows_of(tables, "capital_events", filings).sort_values(["filing_id", "row"])
    classes = classes_of(tables, filings)
    months = merged(classes[~classes["is_nominal"]], events[words].drop_duplicates(), words, how="inner")
    kinds = events.groupby(["filing_id", *WORDS], dropna=False, as_index=False).agg(event=("kind", ", ".join))
    rows = merged(months, kinds, ["filing_id", *WORDS])
    later = merged(months[["filing_id", "row", "month_end", *words]],
                   events[[*words, "month_end", "ratio_old", "ratio_new"]].rename(columns={"month_end": "event_month"}),
                   words, how="inner")
    ratios = {key: Fraction(math.prod(own["ratio_new"].tolist()), math.prod(own["ratio_old"].tolist()))
              for key, own in later[later["event_month"] > later["month_end"]].groupby(["filing_id", "row"])}

    def adjusted(filing: str, row: int, is_shared: bool, closing: Any) -> list[int | None]:
        """The ratio old and new, the closing by it, and what is left over."""
        ratio = ratios.get((filing, row), Fraction(1))
        if is_shared and (filing, row) in ratios:
            return [None] * 4
        counts = [None, None] if closing is pd.NA else divmod(closing * ratio.numerator, ratio.denominator)
        return [ratio.denominator, ratio.numerator, *counts]
    columns = ["ratio_old", "ratio_new", "adjusted_issued", "adjusted_rest"]
    values = [adjusted(*key) for key in zip(
        rows["filing_id"], rows["row"], rows["is_shared"], rows["closing_issued"].tolist(), strict=True)]
    for column, own in zip(columns, zip(*values, strict=True) if values else [[]] * 4, strict=True):
        rows[column] = series(own, rows, COUNT)
    return rows.sort_values(["stock_code", *CLASS, "month_end"], na_position="last")[[
        *MONTH, *CLASS, "event", "closing_issued", *columns, "has_error"]]


def due_day(month_end: date, holidays: Collection[date]) -> date:
    """The fifth business day in Hong Kong after the end of a month; `holidays` hold those of the month that follows."""
    day, business_days = month_end, 0
    while business_days < 5:
        day += timedelta(days=1)
        business_days += day.weekday() < 5 and day not in holidays
    return day


def filed_late(tables: Tables, holidays: Collection[date]) -> pd.DataFrame:
    """Whose first return of a month became public after its due day?

    `holidays` are the general holidays of Hong Kong; months whose returns fall due in a year without any are left out.
    """
    years = {day.year for day in holidays}
    filings = tables("filings")
    rows = filings[filings["revision"].notna() & ~is_true(filings["status"] == "resubmission")].copy()
    published_at = (rows["published_at"].dt.tz_localize(None).astype(MOMENT) + HONG_KONG).dt.date
    rows["known_by"] = "published_on"
    rows["known_by"] = rows["known_by"].mask(published_at.notna(), "published_at").mask(
        published_at.isna() & rows["published_on"].isna(), "submitted_on")
    rows["public_on"] = series(published_at, rows, DAY).fillna(rows["published_on"]).fillna(rows["submitted_on"])
    rows["is_english"] = rows["language"] == "en"
    firsts = rows[rows["public_on"].notna()].sort_values(
        ["public_on", "is_english", "filing_id"], ascending=[True, False, True]).drop_duplicates(MONTH).copy()
    firsts["due_on"] = series((due_day(month, holidays) if (month + timedelta(days=1)).year in years else None
                               for month in firsts["month_end"]), firsts, DAY)
    late = firsts[is_true(firsts["public_on"] > firsts["due_on"])].copy()
    days = zip(late["public_on"], late["due_on"], strict=True)
    late["days_late"] = series(((public_on - due_on).days for public_on, due_on in days), late, COUNT)
    late["issuer"] = without_brackets(late["issuer_name"])
    found = tables("findings")
    head = ["stock_code", "month_end", "submitted_on"]
    of_head = is_true(found["table_name"] == "filings") & found["column_name"].isin(head)
    errors = found[(found["severity"] == "error") & (found["table_name"].isna() | of_head)]
    late["has_error"] = late["filing_id"].isin(errors["filing_id"])
    return late.sort_values(["month_end", "stock_code"])[[
        "stock_code", "issuer", "month_end", "due_on", "public_on", "known_by", "days_late", "has_error"]]


def authorised_headroom(tables: Tables, as_of: datetime) -> pd.DataFrame:
    """How many shares of each class may still be issued under the authorised capital, by the newest returns?"""
    filings = current_filings(tables, as_of)
    newest = filings.loc[newest_months(filings), ["filing_id", *MONTH]]
    words = ["filing_id", *WORDS]
    blocks = rows_of(tables, "authorised_capital", newest).copy()
    blocks["has_error"] = flags(blocks, errors_of(tables, newest), "authorised_capital")
    authorised = blocks.groupby(words, dropna=False, as_index=False).agg(
        authorised_shares=("closing_shares", complete_sum), currencies=("currency", "nunique"),
        currency=("currency", "first"), has_error=("has_error", "any"))
    several = authorised["currencies"] > 1
    authorised["authorised_shares"] = authorised["authorised_shares"].astype(COUNT).mask(several)
    authorised["currency"] = authorised["currency"].mask(several)
    issued = classes_of(tables, newest).groupby(words, dropna=False, as_index=False).agg(
        issued_shares=("closing_total", complete_sum), issued_has_error=("has_error", "any"))
    issued["issued_shares"] = issued["issued_shares"].astype(COUNT)
    both = merged(merged(authorised, issued, words, how="outer"), newest, ["filing_id"])
    both["headroom"] = both["authorised_shares"] - both["issued_shares"]
    both["used_percent"] = percent_of(both["issued_shares"], both["authorised_shares"])
    both["has_error"] = is_true(both["has_error"]) | is_true(both["issued_has_error"])
    return both.sort_values(["stock_code", *WORDS], na_position="last")[[
        *MONTH, *WORDS, "authorised_shares", "currency", "issued_shares", "headroom", "used_percent", "has_error"]]


def findings(tables: Tables) -> pd.DataFrame:
    """What should be looked at before a number is trusted: the findings by code?"""
    found = tables("findings")
    kind = ["severity", "code"]
    found["place"] = found["table_name"].str.cat("." + found["column_name"]).fillna(found["table_name"])
    places = found.dropna(subset="place").groupby([*kind, "place"], as_index=False).size()
    mostly = places.sort_values(["size", "place"], ascending=[False, True]).drop_duplicates(kind)
    counted = found.groupby(kind, as_index=False).agg(
        findings=("filing_id", "size"), filings=("filing_id", "nunique"))
    both = merged(counted, mostly.rename(columns={"place": "mostly_at"}), kind)
    return both.sort_values(["severity", "findings", "code"], ascending=[True, False, True])[[
        *kind, "findings", "filings", "mostly_at"]]
