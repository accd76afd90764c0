//! How filings stand to each other, decided by polars over the keys of all of them: order, revision, twin.

use polars::prelude::*;

use super::columns::days_since_1970;
use super::{Entry, TablesError};
use crate::filing::{Date, Language, MonthlyReturn, Standing, Status};

/// The same issuer, month and language: the revisions of one return.
const SERIES: [&str; 3] = ["stock_code", "month_end", "language"];

/// The positions of the entries in the order of publication, each with its standing.
pub(super) fn standings(entries: &[Entry]) -> Result<Vec<(usize, Standing)>, TablesError> {
    let keys = keys(entries)?.lazy();
    let standing = with_twins(&ranked(keys.clone())?).select(columns(["position", "revision", "is_current", "twin"]));
    let order = ["stock_code", "month_end", "filing_id", "source_path", "position"];
    let nulls_last = SortMultipleOptions::default().with_nulls_last(true);
    let ordered = keys.left_join(standing, col("position"), col("position")).sort(order, nulls_last).collect()?;
    let (position, revision) = (ordered.column("position")?.u32()?, ordered.column("revision")?.u32()?);
    let (is_current, twin) = (ordered.column("is_current")?.bool()?, ordered.column("twin")?.str()?);
    let positions = position.into_no_null_iter().enumerate();
    let standings = positions.map(|(row, position)| {
        let twin_filing_id = twin.get(row).map(str::to_owned);
        let standing = Standing { revision: revision.get(row), is_current: is_current.get(row), twin_filing_id };
        (position as usize, standing)
    });
    Ok(standings.collect())
}

fn columns<const N: usize>(names: [&str; N]) -> Vec<Expr> {
    names.into_iter().map(col).collect()
}

/// The keys of all entries as a frame; what a rejected document does not state is null.
fn keys(entries: &[Entry]) -> PolarsResult<DataFrame> {
    let filings: Vec<Option<&MonthlyReturn>> =
        entries.iter().map(|entry| entry.result.as_ref().ok().map(|reading| &reading.filing)).collect();
    let texts = |name: &str, of: &dyn Fn(&MonthlyReturn) -> Option<String>| {
        let values: Vec<Option<String>> = filings.iter().map(|filing| filing.and_then(of)).collect();
        Column::new(name.into(), values)
    };
    let days = |name: &str, of: &dyn Fn(&MonthlyReturn) -> Option<Date>| {
        let values: Vec<_> = filings.iter().map(|filing| filing.and_then(of).map(days_since_1970)).collect();
        Column::new(name.into(), values)
    };
    let of_entries = |name: &str, of: &dyn Fn(&Entry) -> Option<String>| {
        Column::new(name.into(), entries.iter().map(of).collect::<Vec<_>>())
    };
    let published: Vec<_> = entries.iter().map(|entry| entry.published_on.map(days_since_1970)).collect();
    let is_english: Vec<_> = filings.iter().map(|f| f.map(|filing| filing.language == Language::English)).collect();
    let corrects: Vec<_> =
        filings.iter().map(|f| f.map(|filing| filing.status == Some(Status::Resubmission))).collect();
    let positions = UInt32Chunked::from_iter_values("position".into(), (0..).take(entries.len()));
    DataFrame::new_infer_height(vec![
        Column::from(positions.into_series()),
        of_entries("filing_id", &|entry| entry.filing_id.clone()),
        of_entries("source_path", &|entry| Some(entry.source_path.clone())),
        texts("stock_code", &|filing| filing.stock_code.clone()),
        days("month_end", &|filing| filing.month_end),
        texts("language", &|filing| Some(filing.language.as_str().to_owned())),
        Column::new("is_english".into(), is_english),
        Column::new("corrects".into(), corrects),
        days("submitted_on", &|filing| filing.submitted_on),
        Column::new("published_on".into(), published),
    ])
}

/// The filings whose issuer and month are known, with their revision, the number of revisions, and their rank within
/// the day of submission. An unknown day stands before the known ones: it never supersedes them.
fn ranked(keys: LazyFrame) -> PolarsResult<LazyFrame> {
    let known = keys.filter(col("stock_code").is_not_null().and(col("month_end").is_not_null()));
    let order = ["stock_code", "month_end", "language", "submitted_on", "corrects", "published_on", "filing_id"];
    let [issuer, month, language] = SERIES;
    let rank = |within: &[&str]| -> PolarsResult<Expr> {
        let first = col("place").first().over(columns_of(within))?;
        Ok((col("place") - first + lit(1_u32)).cast(DataType::UInt32))
    };
    let ranked = known.sort(order, SortMultipleOptions::default().with_nulls_last(false)).with_row_index("place", None);
    Ok(ranked
        .with_columns([
            rank(&SERIES)?.alias("revision"),
            rank(&[issuer, month, language, "submitted_on"])?.alias("rank_of_day"),
            col("place").count().over(columns_of(&SERIES))?.cast(DataType::UInt32).alias("revisions"),
        ])
        .with_column(col("revision").eq(col("revisions")).alias("is_current")))
}

fn columns_of(names: &[&str]) -> Vec<Expr> {
    names.iter().map(|name| col(*name)).collect()
}

/// Adds `twin`: the filing in the other language of the same day and rank; failing that, where both languages have as
/// many revisions, the one of the same revision and status that has no twin yet.
fn with_twins(ranked: &LazyFrame) -> LazyFrame {
    let by_day = ["submitted_on", "rank_of_day"];
    let by_rank = ["revision", "revisions", "corrects"];
    let same_day = with_partner(ranked, ranked, &by_day, "same_day");
    let alone = same_day.clone().filter(col("same_day").is_null());
    with_partner(&same_day, &alone, &by_rank, "same_rank").with_column(
        when(col("same_day").is_not_null()).then(col("same_day")).otherwise(col("same_rank")).alias("twin"),
    )
}

/// Adds the id of the filing among `others` that is of the same issuer and month, in the other language, and equal in
/// `also`. Where traditional and simplified Chinese both fit, traditional is taken.
fn with_partner(filings: &LazyFrame, others: &LazyFrame, also: &[&str], name: &str) -> LazyFrame {
    let keys = columns_of(&[&["stock_code", "month_end", "is_english"], also].concat());
    let traditional_first = SortMultipleOptions::default().with_order_descending(true);
    let partners = others
        .clone()
        .sort(["language"], traditional_first)
        .with_column(col("is_english").not())
        .group_by_stable(keys.clone())
        .agg([col("filing_id").first().alias(name)]);
    filings.clone().join(partners, keys.clone(), keys, JoinArgs::new(JoinType::Left))
}
