//! How filings stand to each other, decided by polars over the keys of all of them: order, revision, twin.
//!
//! A later filing supersedes an earlier one of its series. Later is what the issuer dates later; of the same day a
//! resubmission; then what was published on a later day. Of one day of publication, a text or a web page is taken for a
//! rendering of the PDF beside it and does not supersede it, and at the same moment one with errors does not supersede
//! one without.

use polars::prelude::*;

use super::{Entry, Outcome, TablesError};
use crate::filing::{Date, Language, MonthlyReturn, SourceFormat, Standing, Status, days_since_1970, end_of_day};

/// The same issuer, month and language: the revisions of one return.
const SERIES: [&str; 3] = ["stock_code", "month_end", "language"];
/// What decides which filing of a series is later, the strongest first; the digest, so that something does.
const ORDER: [&str; 7] =
    ["submitted_on", "corrects", "published_day", "fidelity", "published_at", "is_clean", "filing_id"];

/// The positions of the entries in the order of publication, each with its standing.
pub(super) fn standings(entries: &[Entry]) -> Result<Vec<(usize, Standing)>, TablesError> {
    let keys = keys(entries)?.lazy();
    let standing = with_twins(&ranked(keys.clone())?)?.select(columns(["position", "revision", "is_current", "twin"]));
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
    let is = |name: &str, of: &dyn Fn(&MonthlyReturn) -> bool| {
        Column::new(name.into(), filings.iter().map(|filing| filing.map(of)).collect::<Vec<_>>())
    };
    let of_entries = |name: &str, of: &dyn Fn(&Entry) -> Option<String>| {
        Column::new(name.into(), entries.iter().map(of).collect::<Vec<_>>())
    };
    let published_day: Vec<_> = entries.iter().map(|entry| entry.public_on().map(days_since_1970)).collect();
    let published_at: Vec<_> = entries.iter().map(published_at).collect();
    let fidelity: Vec<_> = entries.iter().map(|entry| fidelity(entry.source_format)).collect();
    let is_clean: Vec<_> = entries.iter().map(|entry| entry.outcome() == Outcome::Parsed).collect();
    let positions = UInt32Chunked::from_iter_values("position".into(), (0..).take(entries.len()));
    DataFrame::new_infer_height(vec![
        Column::from(positions.into_series()),
        of_entries("filing_id", &|entry| entry.filing_id.clone()),
        of_entries("source_path", &|entry| Some(entry.source_path.clone())),
        of_entries("name", &|entry| Some(name_of_pair(&entry.source_path))),
        texts("stock_code", &|filing| filing.stock_code.clone()),
        days("month_end", &|filing| filing.month_end),
        texts("language", &|filing| Some(filing.language.as_str().to_owned())),
        is("is_english", &|filing| filing.language == Language::English),
        is("corrects", &|filing| filing.status == Some(Status::Resubmission)),
        days("submitted_on", &|filing| filing.submitted_on),
        Column::new("published_day".into(), published_day),
        Column::new("fidelity".into(), fidelity),
        Column::new("published_at".into(), published_at),
        Column::new("is_clean".into(), is_clean),
    ])
}

/// The moment of publication, in microseconds; where only the day is known, its end.
fn published_at(entry: &Entry) -> Option<i64> {
    let moment = entry.published_at.or_else(|| end_of_day(entry.published_on?));
    moment.map(jiff::Timestamp::as_microsecond)
}

/// How near a kind of file is to what was filed: the PDF is the filing itself, a text what somebody made of it.
fn fidelity(format: Option<SourceFormat>) -> u32 {
    match format {
        Some(SourceFormat::Pdf) => 3,
        Some(SourceFormat::Doc) => 2,
        Some(SourceFormat::Html) => 1,
        Some(SourceFormat::Text) | None => 0,
    }
}

/// What the names of the two languages of a document have in common: folder and name without extension, and without the
/// `_c` or `_e` that the Exchange's site puts behind it.
fn name_of_pair(path: &str) -> String {
    let path = path.to_lowercase();
    let stem = match path.rfind('.') {
        Some(point) if !path[point..].contains('/') => &path[..point],
        _ => &path,
    };
    stem.strip_suffix("_c").or_else(|| stem.strip_suffix("_e")).unwrap_or(stem).to_owned()
}

/// The filings whose issuer and month are known, with their revision and their rank within the day of submission. An
/// unknown day stands before the known ones: it never supersedes them.
fn ranked(keys: LazyFrame) -> PolarsResult<LazyFrame> {
    let known = keys.filter(col("stock_code").is_not_null().and(col("month_end").is_not_null()));
    let order: Vec<PlSmallStr> = SERIES.iter().chain(&ORDER).map(|name| (*name).into()).collect();
    let sorted = known.sort(order, SortMultipleOptions::default().with_nulls_last(false)).with_row_index("place", None);
    let [issuer, month, language] = SERIES;
    let revisions = counted(sorted, &SERIES, "revision", "revisions")?;
    let days = counted(revisions, &[issuer, month, language, "submitted_on"], "rank_of_day", "of_day")?;
    Ok(days.with_column(col("revision").eq(col("revisions")).alias("is_current")))
}

/// Adds the rank of each filing among those that are equal in `within`, from 1 in the order of `place`, and how many
/// they are.
fn counted(filings: LazyFrame, within: &[&str], rank: &str, count: &str) -> PolarsResult<LazyFrame> {
    let order: Vec<PlSmallStr> = within.iter().chain(&["place"]).map(|name| (*name).into()).collect();
    let sorted = filings.sort(order, SortMultipleOptions::default()).with_row_index(rank, None);
    let first = col(rank).first().over(columns_of(within))?;
    Ok(sorted.with_columns([
        (col(rank) - first + lit(1_u32)).cast(DataType::UInt32).alias(rank),
        col("place").count().over(columns_of(within))?.cast(DataType::UInt32).alias(count),
    ]))
}

fn columns_of(names: &[&str]) -> Vec<Expr> {
    names.iter().map(|name| col(*name)).collect()
}

/// Adds `twin`: the filing in the other language of the same name; failing that, the one of the same day and rank that
/// has no twin yet; failing that too, where as many of the same status are left in both languages, the one of the same
/// rank among them, whatever day it shows.
fn with_twins(ranked: &LazyFrame) -> PolarsResult<LazyFrame> {
    let named = with_partner(ranked, ranked, &["name"], "same_name").with_column(col("same_name").alias("twin"));
    let dated = with_further_twins(&named, &left_of(&named), &["submitted_on", "rank_of_day"], "same_day");
    let [issuer, month, language] = SERIES;
    let left = counted(left_of(&dated), &[issuer, month, language, "corrects"], "rank_left", "left")?;
    let ranks = left.clone().select(columns(["position", "rank_left", "left"]));
    let dated = dated.left_join(ranks, col("position"), col("position"));
    Ok(with_further_twins(&dated, &left, &["corrects", "rank_left", "left"], "same_rank"))
}

/// The filings that have no twin yet.
fn left_of(filings: &LazyFrame) -> LazyFrame {
    filings.clone().filter(col("twin").is_null())
}

/// Looks among `left` for twins of those that have none.
fn with_further_twins(filings: &LazyFrame, left: &LazyFrame, also: &[&str], name: &str) -> LazyFrame {
    let known = when(col("twin").is_not_null()).then(col("twin")).otherwise(col(name));
    with_partner(filings, left, also, name).with_column(known.alias("twin"))
}

/// Adds the id of the filing among `others` that is of the same issuer and month, in the other language, and equal in
/// `also`. Where several fit, traditional Chinese is taken before simplified, and the later before the earlier.
fn with_partner(filings: &LazyFrame, others: &LazyFrame, also: &[&str], name: &str) -> LazyFrame {
    let keys = columns_of(&[&["stock_code", "month_end", "is_english"], also].concat());
    let traditional_first = SortMultipleOptions::default().with_order_descending(true);
    let partners = others
        .clone()
        .sort(["language", "place"], traditional_first)
        .with_column(col("is_english").not())
        .group_by_stable(keys.clone())
        .agg([col("filing_id").first().alias(name)]);
    filings.clone().join(partners, keys.clone(), keys, JoinArgs::new(JoinType::Left))
}
