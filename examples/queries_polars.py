"""The research queries of queries.sql in Polars, from the tables alone: functions to copy.

Each takes `tables`, a callable that gives a table of a dataset as a LazyFrame, such as `sharecap.open(dataset).polars`,
and returns what the query of its name returns, row for row and to the last digit; queries.sql says what the columns
mean, their units, and what a null means. Share counts are Int64, money and percentages Decimal, days Date; there is no
float. The parts of what is asked that others might want alone, such as `current_filings`, stand in front.
"""
from __future__ import annotations

import math
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from fractions import Fraction

import polars as pl

Tables = Callable[[str], pl.LazyFrame]

HONG_KONG = timedelta(hours=8)
"""Hong Kong is so far ahead of UTC, all year."""
MONTH = ["stock_code", "month_end"]
WORDS = ["share_class", "share_type"]
CLASS = [*WORDS, "class_position"]
MOVEMENTS = [
    ("A", "option_movements", "new_shares_issued", "closing_options"),
    ("B", "warrant_movements", "new_shares_issued", "closing_nominal"),
    ("C", "convertible_movements", "new_shares_issued", "closing_amount"),
    ("D", "agreement_movements", "new_shares_issued", None),
    ("E", "other_movements", "issued_change", None),
]
"""Section III: the section, its table, its effect on the shares in issue, and what is outstanding under it."""
VALUES = [
    "authorised_capital", "issued_shares", "option_movements", "warrant_movements", "convertible_movements",
    "agreement_movements", "other_movements", "section_totals", "depositary_receipts", "remarks",
]
"""The tables that hold what a return states, but for filings."""
ISSUER = pl.col("issuer_name").str.replace(r"( ?\([^()]*\))+$", "").alias("issuer")


# What the queries share.

def day_in_hong_kong(day: pl.Expr) -> pl.Expr:
    """The moment, in UTC, at which a day begins in Hong Kong."""
    return day.cast(pl.Datetime("us")) - HONG_KONG


def with_moments(filings: pl.LazyFrame) -> pl.LazyFrame:
    """Filings whose issuer and month are known, with `known_from`: the moment in UTC from which each could be read."""
    submitted, one_day = pl.col("submitted_on"), timedelta(days=1)
    published = pl.coalesce(
        pl.col("published_at").dt.convert_time_zone("UTC").dt.replace_time_zone(None),
        day_in_hong_kong(pl.col("published_on") + one_day),
    )
    return filings.filter(pl.col("revision").is_not_null()).with_columns(published=published).with_columns(
        known_from=pl.max_horizontal(
            pl.coalesce("published", day_in_hong_kong(submitted + one_day)), day_in_hong_kong(submitted)),
    )


def current_filings(tables: Tables, as_of: datetime | None = None) -> pl.LazyFrame:
    """One filing for each issuer and month: the newest revision over both languages.

    `as_of` is a moment in Hong Kong: only what was public then counts. None: all that is known.
    """
    known = with_moments(tables("filings"))
    if as_of is not None:
        known = known.filter(pl.col("known_from") <= as_of - HONG_KONG)
    newest = known.filter(pl.col("revision") == pl.col("revision").max().over(*MONTH, "language"))
    order = [
        pl.col("submitted_on"), (pl.col("status") == "resubmission").fill_null(False), pl.col("published"),
        pl.col("language") == "en", pl.col("language"), pl.col("filing_id"),
    ]
    return newest.sort(order, descending=True, nulls_last=True).unique(MONTH, keep="first", maintain_order=True)


def rows_of(tables: Tables, table: str, filings: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of a table that belong to some filings."""
    return tables(table).join(filings, on="filing_id", how="semi")


def errors_of(tables: Tables, filings: pl.LazyFrame) -> pl.LazyFrame:
    """The errors of some filings: without table_name they touch the whole filing, without table_row the whole table."""
    of_filing = pl.col("table_name").eq("filings").fill_null(False)
    found = rows_of(tables, "findings", filings).filter(
        pl.col("severity") == "error",
        of_filing.not_() | pl.col("column_name").is_in(["stock_code", "month_end"]),
    )
    return found.select(
        "filing_id",
        pl.when(of_filing.not_()).then("table_name").alias("table_name"),
        pl.when(of_filing.not_()).then("table_row").alias("table_row"),
        "column_name",
    )


def flagged(rows: pl.LazyFrame, errors: pl.LazyFrame, table: str, name: str = "has_error",
            columns: Collection[str] | None = None) -> pl.LazyFrame:
    """Rows of a table with a flag: an error touches the row; where columns are named, one of these or all of it."""
    own = errors.filter(pl.col("table_name").is_null() | pl.col("table_name").eq(table))
    if columns is not None:
        own = own.filter(pl.col("column_name").is_null() | pl.col("column_name").is_in(list(columns)))
    filings = own.filter(pl.col("table_row").is_null()).select("filing_id", in_filing=True).unique()
    places = own.select("filing_id", pl.col("table_row").alias("row"), in_row=True).unique()
    joined = rows.join(filings, on="filing_id", how="left").join(places, on=["filing_id", "row"], how="left")
    flag = (pl.col("in_filing") | pl.col("in_row")).fill_null(False)
    return joined.with_columns(flag.alias(name)).drop("in_filing", "in_row")


def complete_sum(figure: str, belongs: pl.Expr | None = None) -> pl.Expr:
    """The sum of the figures that belong; 0 where none does, null where one of them is null."""
    own = pl.col(figure) if belongs is None else pl.col(figure).filter(belongs)
    return pl.when(own.null_count() == 0).then(own.sum())


def percent_of(part: str | pl.Expr, whole: str | pl.Expr) -> pl.Expr:
    """In percent, four places, rounded half up; counted in integers. Null where the whole is 0."""
    parts, wholes = [(pl.col(side) if isinstance(side, str) else side).cast(pl.Int128) for side in (part, whole)]
    units = (parts * 2_000_000 + wholes) // (wholes * 2)
    return pl.when(wholes > 0).then(units.cast(pl.Decimal(38, 4)) * pl.lit("0.0001").cast(pl.Decimal(38, 4)))


def classes_of(tables: Tables, filings: pl.LazyFrame) -> pl.LazyFrame:
    """The classes of section II: those of the same words counted in `class_position`.

    `is_nominal`: it has no shares, and another of the same words has.
    `is_shared`: it is not nominal, and neither is another of the same words.
    """
    words = ["filing_id", *WORDS]
    balances = ["opening_issued", "closing_issued", "opening_treasury", "closing_treasury"]
    is_nil = pl.all_horizontal(
        *(pl.col(name).eq(0).fill_null(False) for name in balances[:2]),
        *(pl.col(name).eq(0).fill_null(True) for name in balances[2:]),
    )
    rows = rows_of(tables, "issued_shares", filings).sort("filing_id", "row").with_columns(
        class_position=pl.col("row").rank("ordinal").over(words).cast(pl.Int64),
        is_nil=is_nil, of_words=pl.len().over(words), with_shares=is_nil.not_().sum().over(words),
    ).with_columns(is_nominal=pl.col("is_nil") & (pl.col("with_shares") > 0))
    others = pl.when(pl.col("with_shares") > 0).then("with_shares").otherwise("of_words")
    rows = rows.with_columns(is_shared=pl.col("is_nominal").not_() & (others > 1))
    return flagged(rows, errors_of(tables, filings), "issued_shares").drop("is_nil", "of_words", "with_shares")


def newest_months(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Those of the newest month of each issuer."""
    return rows.filter(pl.col("month_end") == pl.col("month_end").max().over("stock_code"))


# The queries.

def shares_outstanding(tables: Tables, as_of: datetime) -> pl.LazyFrame:
    """How many shares of each class were there at a moment in Hong Kong, as far as was public then?"""
    filings = current_filings(tables, as_of)
    classes = classes_of(tables, filings).with_columns(
        in_newest_return=pl.col("month_end") == pl.col("month_end").max().over("stock_code"))
    key = ["stock_code", *CLASS]
    newest = classes.filter(pl.col("month_end") == pl.col("month_end").max().over(key))
    return newest.join(filings.select("filing_id", ISSUER), on="filing_id").select(
        "stock_code", "issuer", "month_end", *CLASS,
        "closing_issued", "closing_treasury", "closing_total", "in_newest_return", "has_error",
    ).sort(key, nulls_last=True)


def top_buybacks(tables: Tables, month: date) -> pl.LazyFrame:
    """Who bought back most of its shares in a month, what did it pay, and how much of the class was that?"""
    filings = current_filings(tables)
    repurchases = rows_of(tables, "other_movements", filings).filter(
        pl.col("month_end") == month, pl.col("event").is_in(["repurchase_cancelled", "repurchase_treasury"]))
    stated = pl.coalesce("issued_change", "treasury_change", "pending_cancellation").is_not_null()
    is_stated = pl.col("has_error").not_() & stated
    into_treasury = pl.col("event") == "repurchase_treasury"

    def or_nothing(change: str) -> pl.Expr:
        """The shares of a change that is negative; where it is blank and nothing is in doubt, none."""
        return pl.when(is_stated & pl.col(change).is_null()).then(0).otherwise(-pl.col(change))
    counted = flagged(repurchases, errors_of(tables, filings), "other_movements").with_columns(
        cancelled=pl.when(into_treasury).then(0).otherwise(or_nothing("issued_change")),
        into_treasury=pl.when(into_treasury)
        .then(pl.coalesce("treasury_change", -pl.col("issued_change"))).otherwise(0),
        pending=or_nothing("pending_cancellation"),
    ).with_columns(paid=pl.col("price") * (pl.col("cancelled") + pl.col("into_treasury")).cast(pl.Decimal(38, 0)))
    one_currency = (pl.col("price_currency").null_count() == 0) & (pl.col("price_currency").n_unique() == 1)
    bought = counted.group_by("filing_id", "stock_code", *WORDS).agg(
        *(complete_sum(name) for name in ("cancelled", "into_treasury", "pending")),
        repurchases=pl.len().cast(pl.Int64),
        currency=pl.when(one_currency).then(pl.col("price_currency").first()),
        lowest_price=pl.when(one_currency).then(pl.col("price").min()),
        highest_price=pl.when(one_currency).then(pl.col("price").max()),
        paid=pl.when(one_currency & (pl.col("paid").null_count() == 0)).then(pl.col("paid").sum()),
        has_error=pl.col("has_error").any(),
    )
    classes = classes_of(tables, filings).filter(pl.col("is_nominal").not_(), pl.col("is_shared").not_())
    openings = classes.select("filing_id", *WORDS, "opening_issued", class_has_error="has_error")
    shares = pl.col("cancelled") + pl.col("into_treasury")
    return bought.join(openings, on=["filing_id", *WORDS], how="left", nulls_equal=True).sort(
        shares, "stock_code", *WORDS, descending=[True, False, False, False], nulls_last=True,
    ).select(
        "stock_code", *WORDS, "cancelled", "into_treasury", "pending", "repurchases",
        "currency", "lowest_price", "highest_price", "paid",
        percent_of(shares, "opening_issued").alias("percent_of_class"),
        pl.col("has_error") | pl.col("class_has_error").fill_null(False),
    ).head(20)


def treasury_build_up(tables: Tables) -> pl.LazyFrame:
    """How did the treasury shares of each class come and go, month by month?"""
    filings = current_filings(tables)
    place = ["filing_id", "table_name", "row"]
    counted_anew = rows_of(tables, "findings", filings).filter(pl.col("code") == "capital-event").select(
        "filing_id", "table_name", pl.col("table_row").alias("row"), is_counted_anew=True).unique()

    def moved(table: str) -> pl.LazyFrame:
        is_event = table == "other_movements"
        return rows_of(tables, table, filings).select(
            "filing_id", pl.lit(table).alias("table_name"), "row", *WORDS,
            pl.col("event") if is_event else pl.lit("scheme").alias("event"),
            pl.col("treasury_change" if is_event else "treasury_shares_transferred").alias("change"),
        )
    ways = {
        "bought": ["repurchase_treasury", "repurchase_cancelled"], "sold": ["treasury_sale"],
        "granted": ["treasury_transfer", "scheme"], "cancelled": ["treasury_cancellation"],
    }
    anew, event = pl.col("is_counted_anew").is_not_null(), pl.col("event")
    known = event.is_in([name for names in ways.values() for name in names])
    summed = pl.concat([moved(table) for _, table, _, _ in MOVEMENTS]).filter(pl.col("change") != 0).join(
        counted_anew, on=place, how="left").group_by("filing_id", *WORDS).agg(
        *(complete_sum("change", event.is_in(names) & anew.not_()).alias(way) for way, names in ways.items()),
        complete_sum("change", anew).alias("counted_anew"),
        complete_sum("change", known.not_() & anew.not_()).alias("other"),
        is_moved=True,
    )
    parts = [*ways, "counted_anew", "other"]
    classes = classes_of(tables, filings)
    takes_part = pl.col("is_nominal").not_() & pl.col("is_shared").not_()
    joined = classes.join(summed, on=["filing_id", *WORDS], how="left", nulls_equal=True).with_columns(
        pl.when(takes_part).then(pl.col(part)).fill_null(0).alias(part) for part in parts)
    shows = [pl.col("opening_treasury") != 0, pl.col("closing_treasury") != 0, pl.col("is_moved") & takes_part]
    moves = pl.sum_horizontal(parts)
    return joined.filter(pl.any_horizontal(*(part.fill_null(False) for part in shows))).select(
        *MONTH, *CLASS, "opening_treasury", *parts,
        (pl.col("closing_treasury") - pl.col("opening_treasury") - moves).alias("unexplained"),
        "closing_treasury", percent_of("closing_treasury", "closing_total").alias("percent_of_total"), "has_error",
    ).sort("stock_code", *CLASS, "month_end", nulls_last=True)


def issuable_shares(tables: Tables, filings: pl.LazyFrame, errors: pl.LazyFrame) -> pl.LazyFrame:
    """The rows of section III and its totals: shares that may still be issued, and the class that they are of.

    A blank is 0, unless an error may be why it is blank, or something is outstanding under the row. A row without a
    class is of the only class of its filing, if there is but one.
    """
    only = rows_of(tables, "issued_shares", filings).group_by("filing_id").agg(
        pl.len(), *(pl.col(word).first().alias(f"only_{word}") for word in WORDS),
    ).filter(pl.col("len") == 1).drop("len")
    parts = []
    for section, table, change, outstanding in MOVEMENTS:
        is_outstanding = pl.lit(False) if outstanding is None else pl.col(outstanding).fill_null(0) != 0
        rows = flagged(rows_of(tables, table, filings), errors, table)
        rows = flagged(rows, errors, table, "in_doubt", ["shares_issuable"])
        figure = pl.col("shares_issuable")
        parts.append(rows.select(
            "filing_id", *WORDS, pl.lit(section).alias("section"), pl.lit(False).alias("is_total"),
            pl.when(figure.is_null() & is_outstanding.not_() & pl.col("in_doubt").not_()).then(0)
            .otherwise(figure).alias("shares_issuable"), "has_error",
        ))
    totals = rows_of(tables, "section_totals", filings).filter(pl.col("section") != "all")
    parts.append(flagged(totals, errors, "section_totals").select(
        "filing_id", *WORDS, "section", pl.lit(True).alias("is_total"),
        pl.lit(None, pl.Int64).alias("shares_issuable"), "has_error"))
    joined = pl.concat(parts).join(only, on="filing_id", how="left")
    has_class, has_type = [pl.col(word).is_not_null() for word in WORDS]
    return joined.with_columns(
        share_class=pl.when(has_class).then("share_class").otherwise("only_share_class"),
        share_type=pl.when(has_class | has_type).then("share_type").otherwise("only_share_type"),
    ).drop("only_share_class", "only_share_type")


def dilution_overhang(tables: Tables, as_of: datetime) -> pl.LazyFrame:
    """How many shares may still be issued, against those in issue, in the newest return of each issuer?"""
    filings = current_filings(tables, as_of)
    errors = errors_of(tables, filings)
    lost = errors.filter(
        pl.col("table_name").is_null()
        | pl.col("table_row").is_null()
        & (pl.col("table_name").str.ends_with("_movements") | pl.col("table_name").eq("section_totals"))
    ).select("filing_id")
    classes = classes_of(tables, filings).select(
        "filing_id", "row", *CLASS, "closing_issued", "is_shared", "is_nominal", class_has_error="has_error")
    movements = issuable_shares(tables, filings, errors)
    words = ["filing_id", *WORDS]
    moved = movements.join(classes.filter(pl.col("is_nominal").not_()), on=words, how="full", nulls_equal=True,
                           coalesce=True)
    # An error in a movement that no class owns: it may belong to any of them.
    unowned = moved.filter(pl.col("row").is_null() & pl.col("has_error").fill_null(False)).select("filing_id")
    lost = pl.concat([lost, unowned]).unique().with_columns(is_lost=True)
    nominal = classes.filter("is_nominal")
    names = {"options": "A", "warrants": "B", "convertibles": "C", "agreements": "D", "other": "E"}
    unknown = pl.col("is_shared").fill_null(False).any() & (pl.col("section").count() > 0)
    key = ["filing_id", "row", *WORDS, "class_position"]
    of_section = {name: pl.col("section").eq(section).fill_null(False) & pl.col("is_total").not_()
                  for name, section in names.items()}
    parts = pl.concat([moved, nominal], how="diagonal").with_columns(pl.col("class_position").fill_null(1)).group_by(
        key).agg(
        pl.col("closing_issued").first(),
        *(pl.when(unknown.not_()).then(complete_sum("shares_issuable", belongs)).alias(name)
          for name, belongs in of_section.items()),
        has_error=(pl.col("class_has_error").fill_null(False) | pl.col("has_error").fill_null(False)).any(),
    )
    of_month = parts.join(filings.select("filing_id", *MONTH), on="filing_id").join(lost, on="filing_id", how="left")
    issuable = sum((pl.col(name) for name in names), pl.lit(0))
    return newest_months(of_month).with_columns(
        issuable=issuable, overhang_percent=percent_of(issuable, "closing_issued"),
        has_error=pl.col("has_error") | pl.col("is_lost").fill_null(False),
    ).filter(pl.col("issuable").ne_missing(0)).select(
        *MONTH, *CLASS, "closing_issued", *names, "issuable", "overhang_percent", "has_error",
    ).sort("overhang_percent", "stock_code", *CLASS, descending=[True, False, False, False, False], nulls_last=True)


def option_exercise_rates(tables: Tables) -> pl.LazyFrame:
    """Of the options that were there or came in a stretch of months, what part was exercised?"""
    filings = current_filings(tables)
    errors = errors_of(tables, filings)
    schemes = flagged(rows_of(tables, "option_movements", filings), errors, "option_movements")
    schemes = flagged(schemes, errors, "option_movements", "in_doubt", ["movements", "granted", "exercised"])
    events = rows_of(tables, "capital_events", filings).select("filing_id", *WORDS, is_event=True).unique()
    key = ["stock_code", *WORDS]

    def or_nothing(figure: pl.Expr) -> pl.Expr:
        return pl.when(pl.col("in_doubt")).then(figure).otherwise(figure.fill_null(0))
    months = schemes.join(events, on=["filing_id", *WORDS], how="left", nulls_equal=True).with_columns(
        granted=or_nothing(pl.col("granted")), exercised=or_nothing(-pl.col("exercised")),
    ).group_by(*key, "month_end").agg(
        *(complete_sum(name) for name in ("opening_options", "granted", "exercised")),
        pl.col("has_error").any(), is_event=pl.col("is_event").fill_null(False).any(),
    )
    rates = months.sort("month_end").with_columns(
        stretch=pl.col("is_event").cast(pl.Int64).cum_sum().over(key)).filter(pl.col("is_event").not_())
    first, last = pl.col("month_end").min(), pl.col("month_end").max()
    years, months_more = last.dt.year() - first.dt.year(), last.dt.month() - first.dt.month()
    between = years.cast(pl.Int64) * 12 + months_more.cast(pl.Int64)
    stretches = rates.group_by(*key, "stretch").agg(
        first_month=first, last_month=last, months=pl.len().cast(pl.Int64), months_missing=between + 1 - pl.len(),
        opening_options=pl.col("opening_options").sort_by("month_end").first(),
        granted=complete_sum("granted"), exercised=complete_sum("exercised"), has_error=pl.col("has_error").any(),
    )
    return stretches.select(
        *key, "first_month", "last_month", "months", pl.col("months_missing").cast(pl.Int64),
        "opening_options", "granted", "exercised",
        percent_of("exercised", pl.col("opening_options") + pl.col("granted")).alias("exercise_rate_percent"),
        "has_error",
    ).sort(*key, "first_month", nulls_last=True)


def corrections(tables: Tables) -> pl.LazyFrame:
    """What did each resubmission change, cell by cell, in every table of values?"""
    times = with_moments(tables("filings")).select("filing_id", *MONTH, "language", "revision", "known_from")
    before = times.select(*MONTH, "language", pl.col("revision") + 1, filing_id_before="filing_id")
    steps = times.join(before, on=[*MONTH, "language", "revision"])

    def cells(table: str, columns: list[str] | None = None) -> pl.LazyFrame:
        """Every value of a table as a text, one a row."""
        rows = tables(table)
        keys = {"filing_id", "row", *MONTH, "year"}
        names = columns or [name for name in rows.collect_schema().names() if name not in keys]
        place = pl.lit(1).alias("row") if table == "filings" else pl.col("row")
        texts = rows.select("filing_id", place.cast(pl.Int64), pl.col(names).cast(pl.String))
        return texts.unpivot(index=["filing_id", "row"], variable_name="column_name", value_name="cell").drop_nulls(
            "cell").with_columns(table_name=pl.lit(table))
    heads = ["issuer_name", "total_authorised_currency", "total_authorised_capital"]
    stated = pl.concat([cells("filings", heads), *(cells(table) for table in VALUES)])
    cell = ["table_name", "row", "column_name"]
    sides = pl.concat([
        steps.join(stated, on="filing_id").rename({"cell": "after"}),
        steps.join(stated, left_on="filing_id_before", right_on="filing_id").rename({"cell": "before"}),
    ], how="diagonal")
    compared = sides.group_by(*steps.collect_schema().names(), *cell).agg(
        pl.col("before").max(), pl.col("after").max()).filter(pl.col("before").ne_missing(pl.col("after")))
    errors = tables("findings").filter(pl.col("severity") == "error").select(
        "filing_id", error_table="table_name", error_row="table_row")

    def touched(side: str) -> pl.LazyFrame:
        """The cells whose row an error touches in the filing of a side."""
        return compared.join(errors, left_on=side, right_on="filing_id").filter(
            pl.col("error_table").fill_null(pl.col("table_name")) == pl.col("table_name"),
            pl.col("error_row").fill_null(pl.col("row")) == pl.col("row"),
        ).select("filing_id", *cell)
    flags = pl.concat([touched("filing_id"), touched("filing_id_before")]).unique().with_columns(has_error=True)
    change = [*MONTH, "revision", *cell, "before", "after"]
    return compared.join(flags, on=["filing_id", *cell], how="left").group_by(change).agg(
        public_from=pl.col("known_from").min(),
        languages=pl.col("language").sort().str.join(", "),
        has_error=pl.col("has_error").fill_null(False).any(),
    ).sort(*MONTH, "revision", *cell, "languages", nulls_last=True).select(
        *MONTH, "revision", "public_from", "languages", "table_name", pl.col("row").alias("table_row"), "column_name",
        "before", "after", "has_error",
    )


def wvr_classes(tables: Tables) -> pl.LazyFrame:
    """How are the shares of issuers with weighted voting rights split, and what was converted?"""
    filings = current_filings(tables)
    converted = rows_of(tables, "other_movements", filings).filter(pl.col("event") == "conversion").group_by(
        "filing_id", *WORDS).agg(complete_sum("issued_change").alias("converted"), is_converted=True)
    issued = pl.col("closing_issued")
    classes = classes_of(tables, filings).with_columns(
        issued_of_issuer=pl.when(issued.null_count() == 0).then(issued.sum()).over("filing_id"))
    weighted = classes.filter((pl.col("share_class") == "wvr_ordinary").any().over("filing_id"))
    none = pl.col("is_converted").is_null() | pl.col("is_nominal")
    return weighted.join(converted, on=["filing_id", *WORDS], how="left", nulls_equal=True).select(
        *MONTH, *CLASS, "class_stock_code", "listed", "closing_issued",
        percent_of("closing_issued", "issued_of_issuer").alias("percent_of_issuer"), "change_issued",
        pl.when(none).then(0).when(pl.col("is_shared").not_()).then("converted").alias("converted"), "has_error",
    ).sort(*MONTH, *CLASS, nulls_last=True)


def consolidations(tables: Tables) -> pl.LazyFrame:
    """What are the share counts of a class that was consolidated or subdivided, in shares of today?"""
    filings = current_filings(tables)
    words = ["stock_code", *WORDS]
    events = rows_of(tables, "capital_events", filings).sort("filing_id", "row").group_by(
        "filing_id", *MONTH, *WORDS, maintain_order=True,
    ).agg(pl.col("kind").str.join(", ").alias("event"), "ratio_old", "ratio_new")
    months = classes_of(tables, filings).filter(pl.col("is_nominal").not_()).join(
        events, on=words, how="semi", nulls_equal=True)
    later = events.select(*words, "ratio_old", "ratio_new", event_month="month_end")
    since = months.join(later, on=words, nulls_equal=True).filter(
        pl.col("event_month") > pl.col("month_end")).group_by("filing_id", "row").agg(
        pl.col("ratio_old", "ratio_new").explode(), pl.col("is_shared").first())

    def reduced(ratios: dict[str, list[int]]) -> dict[str, int]:
        """The ratio of all events together, in lowest terms; Python's integers do not overflow."""
        ratio = Fraction(math.prod(ratios["ratio_new"]), math.prod(ratios["ratio_old"]))
        return {"ratio_old": ratio.denominator, "ratio_new": ratio.numerator}
    ratio = pl.Struct({"ratio_old": pl.Int64, "ratio_new": pl.Int64})
    since = since.select(
        "filing_id", "row", "is_shared",
        pl.struct("ratio_old", "ratio_new").map_elements(reduced, return_dtype=ratio).alias("ratio"),
    ).unnest("ratio")
    series = months.drop("is_shared").join(since, on=["filing_id", "row"], how="left").with_columns(
        pl.when(pl.col("is_shared").is_null()).then(1).when(pl.col("is_shared").not_()).then(name).alias(name)
        for name in ("ratio_old", "ratio_new"))
    scaled = pl.col("closing_issued").cast(pl.Int128) * pl.col("ratio_new")
    return series.join(events.select("filing_id", *WORDS, "event"), on=["filing_id", *WORDS], how="left",
                       nulls_equal=True).select(
        *MONTH, *CLASS, "event", "closing_issued", "ratio_old", "ratio_new",
        (scaled // pl.col("ratio_old")).cast(pl.Int64).alias("adjusted_issued"),
        (scaled % pl.col("ratio_old")).cast(pl.Int64).alias("adjusted_rest"), "has_error",
    ).sort("stock_code", *CLASS, "month_end", nulls_last=True)


def due_day(month_end: date, holidays: Collection[date]) -> date:
    """The fifth business day in Hong Kong after the end of a month; `holidays` hold those of the month that follows."""
    day, business_days = month_end, 0
    while business_days < 5:
        day += timedelta(days=1)
        business_days += day.weekday() < 5 and day not in holidays
    return day


def filed_late(tables: Tables, holidays: Collection[date]) -> pl.LazyFrame:
    """Whose first return of a month became public after its due day?

    `holidays` are the general holidays of Hong Kong; months whose returns fall due in a year without any are left out.
    """
    years = {day.year for day in holidays}
    published = pl.col("published_at").dt.convert_time_zone("UTC").dt.offset_by("8h").dt.date()
    originals = tables("filings").filter(
        pl.col("revision").is_not_null(), pl.col("status").ne_missing("resubmission")
    ).select(
        "filing_id", "stock_code", ISSUER, pl.col("month_end").dt.month_end(),
        (pl.col("language") == "en").alias("is_english"),
        known_by=pl.when(published.is_not_null()).then(pl.lit("published_at"))
        .when(pl.col("published_on").is_not_null()).then(pl.lit("published_on")).otherwise(pl.lit("submitted_on")),
        public_on=pl.coalesce(published, "published_on", "submitted_on"),
    ).filter(pl.col("public_on").is_not_null())
    firsts = originals.sort("public_on", "is_english", "filing_id", descending=[False, True, False]).unique(
        MONTH, keep="first", maintain_order=True)
    months = firsts.select("month_end").unique().collect()["month_end"].to_list()
    known = [month for month in months if (month + timedelta(days=1)).year in years]
    due_days = pl.LazyFrame(
        {"month_end": known, "due_on": [due_day(month, holidays) for month in known]},
        schema={"month_end": pl.Date, "due_on": pl.Date})
    errors = tables("findings").filter(
        pl.col("severity") == "error",
        pl.col("table_name").is_null()
        | pl.col("table_name").eq("filings") & pl.col("column_name").is_in(["stock_code", "month_end", "submitted_on"]),
    ).select("filing_id", has_error=True).unique()
    return firsts.join(due_days, on="month_end").filter(pl.col("public_on") > pl.col("due_on")).join(
        errors, on="filing_id", how="left",
    ).sort("month_end", "stock_code").select(
        "stock_code", "issuer", "month_end", "due_on", "public_on", "known_by",
        (pl.col("public_on") - pl.col("due_on")).dt.total_days().alias("days_late"),
        pl.col("has_error").fill_null(False),
    )


def authorised_headroom(tables: Tables, as_of: datetime) -> pl.LazyFrame:
    """How many shares of each class may still be issued under the authorised capital, by the newest returns?"""
    filings = current_filings(tables, as_of)
    newest = newest_months(filings.select("filing_id", *MONTH))
    words = ["filing_id", *WORDS]
    currencies = pl.col("currency").drop_nulls().n_unique()
    blocks = flagged(rows_of(tables, "authorised_capital", newest), errors_of(tables, newest), "authorised_capital")
    authorised = blocks.group_by(words).agg(
        authorised_shares=pl.when(currencies <= 1).then(complete_sum("closing_shares")),
        currency=pl.when(currencies == 1).then(pl.col("currency").drop_nulls().first()),
        has_error=pl.col("has_error").any(),
    )
    issued = classes_of(tables, newest).group_by(words).agg(
        issued_shares=complete_sum("closing_total"), issued_has_error=pl.col("has_error").any())
    both = authorised.join(issued, on=words, how="full", nulls_equal=True, coalesce=True)
    return both.join(newest, on="filing_id").select(
        *MONTH, *WORDS, "authorised_shares", "currency", "issued_shares",
        (pl.col("authorised_shares") - pl.col("issued_shares")).alias("headroom"),
        percent_of("issued_shares", "authorised_shares").alias("used_percent"),
        pl.col("has_error").fill_null(False) | pl.col("issued_has_error").fill_null(False),
    ).sort("stock_code", *WORDS, nulls_last=True)


def findings(tables: Tables) -> pl.LazyFrame:
    """What should be looked at before a number is trusted: the findings by code?"""
    kind = ["severity", "code"]
    place = pl.concat_str("table_name", "column_name", separator=".", ignore_nulls=True).replace("", None)
    placed = tables("findings").select(*kind, "filing_id", place.alias("place"))
    counted = placed.group_by(*kind, "place").agg(pl.len()).filter(pl.col("place").is_not_null())
    mostly = counted.sort("len", "place", descending=[True, False]).group_by(kind).agg(
        pl.col("place").first().alias("mostly_at"))
    return placed.group_by(kind).agg(
        findings=pl.len().cast(pl.Int64), filings=pl.col("filing_id").n_unique().cast(pl.Int64),
    ).join(mostly, on=kind, how="left").sort("severity", "findings", "code", descending=[False, True, False])
