//! Figures whose order is known, but not which columns are blank: text input leaves no trace of an empty cell.
//!
//! Every placing that keeps the order is tried. Those that contradict the kind or the sign of a column or an
//! accounting identity fall away; of the rest those win that the most identities confirm. What arithmetic leaves open is
//! settled by which columns are usually blank, and said so: no figure is placed in silence.

use std::collections::BTreeMap;

use super::kind::{self, Kind};
use super::number::{self, Style};
use super::text::{self, Read};
use super::{currency, date};
use crate::filing::{Row, RowIdentity, Table, is_outflow, par_identities, row_identities};
use crate::finding::{Code, Place};
use crate::parse::{FormRow, RawValue, Run};

/// Figures with their columns found.
#[derive(Debug, Default)]
pub(crate) struct Placement {
    /// Column and value, in printed order; a column that a form prints several times (`currency`) occurs as often.
    pub cells: Vec<(String, RawValue)>,
    /// What to say about it: kind of finding, column, place, words.
    pub notes: Vec<(Code, String, Place, String)>,
}

/// More placings than this are not tried; forms stay far below.
const LIMIT: usize = 50_000;

/// Finds the columns of a row's runs.
pub(crate) fn place<R: Row>(row: &FormRow) -> Placement {
    let mut placement = Placement::default();
    let runs: Vec<&Run> = row.runs.iter().filter(|run| !run.values.is_empty()).collect();
    for run in &runs {
        for extra in run.values.iter().skip(run.columns.len()) {
            let message = format!("{:?} is one figure more than there are columns", extra.text);
            placement.notes.push((
                Code::UnclaimedText,
                run.columns.last().cloned().unwrap_or_default(),
                extra.place,
                message,
            ));
        }
    }
    let fits = runs.iter().map(|run| combinations(run.columns.len(), run.values.len().min(run.columns.len())));
    let options: Vec<Vec<Vec<usize>>> = fits.collect();
    let total = options.iter().try_fold(1_usize, |product, o| product.checked_mul(o.len())).unwrap_or(usize::MAX);
    if total <= LIMIT {
        settle::<R>(row, &runs, &options, &mut placement);
    } else {
        for (run, options) in runs.iter().zip(options) {
            settle::<R>(row, &[*run], &[options], &mut placement);
        }
    }
    placement
}

/// The ways to pick `values` of `columns` in order; more than [`LIMIT`] are cut off.
fn combinations(columns: usize, values: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for value in 0..values {
        let longer = all.iter().flat_map(|picked| {
            let from = picked.last().map_or(0, |last| last + 1);
            // Enough columns must be left for the values behind.
            (from..=columns - (values - value)).map(|column| picked.iter().copied().chain([column]).collect())
        });
        all = longer.take(LIMIT).collect();
    }
    all
}

/// How well a placing stands; the smaller, the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// Contradictions: wrong kind, impossible sign, broken identity.
    faults: usize,
    /// Identities that hold, as seen from the most possible.
    unconfirmed: usize,
    /// How unusual the blanks are.
    oddity: u32,
}

/// One placing: for each run the column of each value.
type Placing<'a> = Vec<&'a [usize]>;

fn settle<R: Row>(row: &FormRow, runs: &[&Run], options: &[Vec<Vec<usize>>], placement: &mut Placement) {
    if options.iter().all(|ways| ways.len() == 1) {
        // Nothing to weigh.
        let only = options.iter().map(|ways| ways[0].as_slice()).collect();
        placement.cells.extend(cells_of(runs, &only));
        return;
    }
    let evidence = Evidence::of::<R>(row, runs);
    let mut ranked: Vec<(Rank, Placing)> = Vec::new();
    let mut chosen = vec![0; options.len()];
    loop {
        let placing: Placing = options.iter().zip(&chosen).map(|(o, i)| o[*i].as_slice()).collect();
        ranked.push((evidence.rank(R::TABLE, &placing), placing));
        let Some(at) = (0..chosen.len()).rev().find(|at| chosen[*at] + 1 < options[*at].len()) else {
            break;
        };
        chosen[at] += 1;
        chosen[at + 1..].fill(0);
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let Some((best_rank, best)) = ranked.first() else {
        return;
    };
    let cells = cells_of(runs, best);
    let rivals: Vec<&Placing> = ranked[1..]
        .iter()
        .take_while(|(rank, _)| best_rank.faults > 0 || (rank.faults, rank.unconfirmed) == (0, best_rank.unconfirmed))
        .map(|(_, placing)| placing)
        .collect();
    explain::<R>(runs, &cells, &rivals, best_rank.faults > 0, placement);
    placement.cells.extend(cells);
}

fn cells_of(runs: &[&Run], placing: &Placing) -> Vec<(String, RawValue)> {
    runs.iter()
        .zip(placing)
        .flat_map(|(run, columns)| columns.iter().zip(&run.values).map(|(c, v)| (run.columns[*c].clone(), v.clone())))
        .collect()
}

/// Says how sure the placing is: by arithmetic, or only by what is usual.
fn explain<R: Row>(
    runs: &[&Run],
    cells: &[(String, RawValue)],
    rivals: &[&Placing],
    broken: bool,
    placement: &mut Placement,
) {
    let states = |cells: &[(String, RawValue)], column: &str| -> Vec<String> {
        let texts = cells.iter().filter(|(name, _)| name == column).map(|(_, value)| value.text.as_str());
        let kind = kind::of::<R>(column);
        texts.filter(|text| !text::is_blank(text)).map(|text| meaning(text, kind)).collect()
    };
    let rival_cells: Vec<Vec<(String, RawValue)>> = rivals.iter().map(|placing| cells_of(runs, placing)).collect();
    for run in runs.iter().filter(|run| run.values.len() < run.columns.len()) {
        let place = run.values.first().map_or_else(Place::default, |value| value.place);
        let figures: Vec<&str> = run.values.iter().map(|value| value.text.as_str()).collect();
        let mut seen: Vec<&String> = Vec::new();
        for column in &run.columns {
            if seen.contains(&column) {
                continue;
            }
            seen.push(column);
            let here = states(cells, column);
            let differs = broken || rival_cells.iter().any(|rival| states(rival, column) != here);
            let shown = if here.is_empty() { "blank".to_owned() } else { format!("{here:?}") };
            if differs {
                let why = if broken { "no placing agrees with every identity" } else { "no identity decides" };
                let message = format!(
                    "{figures:?} stand under {} headings and {why}: {column} was taken as {shown}",
                    run.columns.len()
                );
                placement.notes.push((Code::AmbiguousColumns, column.clone(), place, message));
            } else if here.is_empty() {
                let message = format!(
                    "{figures:?} stand under {} headings; the identities leave {column} blank",
                    run.columns.len()
                );
                placement.notes.push((Code::PlacedByIdentity, column.clone(), place, message));
            }
        }
    }
}

/// A text as what it says, so that `0` and `-` are the same figure.
fn meaning(raw: &str, kind: Option<Kind>) -> String {
    if let Some(Kind::Number(style)) = kind
        && let Read::Clean(value) = number::read(raw, style).number
    {
        return value.to_string();
    }
    text::fold(raw).into_owned()
}

/// What a cell is to arithmetic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operand {
    Blank,
    Known(i128),
    /// There is text, but no number that could be trusted.
    Unknown,
}

/// What a text can be, whichever column it stands in.
#[derive(Debug, Clone, Copy)]
struct Facts {
    is_currency: bool,
    is_date: bool,
    count: Operand,
    amount: Operand,
    rate: Operand,
}

impl Facts {
    fn of(raw: &str) -> Self {
        Self {
            is_currency: currency::exact(raw).is_some(),
            is_date: matches!(date::read(raw), Read::Clean(_) | Read::Repaired(..)),
            count: operand(raw, Style::Count),
            amount: operand(raw, Style::Amount),
            rate: operand(raw, Style::Rate),
        }
    }

    fn operand(&self, style: Style) -> Operand {
        match style {
            Style::Count => self.count,
            Style::Amount => self.amount,
            Style::Rate => self.rate,
        }
    }

    /// Whether the text can stand in a column. Rubbish can stand anywhere, it tells nothing.
    fn suit(&self, kind: Kind, column: &str) -> bool {
        let is_number = [self.count, self.rate].iter().any(|operand| matches!(operand, Operand::Known(_)));
        match kind {
            Kind::Number(style) => match self.operand(style) {
                Operand::Known(units) => units >= 0 || !kind::is_stock(column),
                Operand::Blank => !self.is_currency,
                Operand::Unknown => !self.is_currency && !self.is_date && !is_number,
            },
            Kind::Date => !self.is_currency && !is_number,
            Kind::Currency => !self.is_date && !is_number,
            _ => true,
        }
    }
}

/// What the placings of a row are judged by, which is the same for all of them.
struct Evidence<'a> {
    runs: &'a [&'a Run],
    /// For each run what each column holds; `None` for one that the table does not have.
    kinds: Vec<Vec<Option<Kind>>>,
    /// For each run what each text can be.
    facts: Vec<Vec<Facts>>,
    /// The figures whose columns are known.
    known: BTreeMap<&'a str, Operand>,
}

impl<'a> Evidence<'a> {
    fn of<R: Row>(row: &'a FormRow, runs: &'a [&'a Run]) -> Self {
        let known = row.fields.iter().filter_map(|(column, value)| match kind::of::<R>(column) {
            Some(Kind::Number(style)) => Some((column.as_str(), operand(&value.text, style))),
            _ => None,
        });
        let kinds = runs.iter().map(|run| run.columns.iter().map(|column| kind::of::<R>(column)).collect());
        let facts = runs.iter().map(|run| run.values.iter().map(|value| Facts::of(&value.text)).collect());
        Self { runs, kinds: kinds.collect(), facts: facts.collect(), known: known.collect() }
    }

    fn rank(&self, table: Table, placing: &Placing) -> Rank {
        let mut faults = 0;
        let mut oddity = 0;
        let mut operands = self.known.clone();
        for (index, (run, columns)) in self.runs.iter().zip(placing).enumerate() {
            for (facts, column) in self.facts[index].iter().zip(*columns) {
                let Some(kind) = self.kinds[index][*column] else { continue };
                let name = run.columns[*column].as_str();
                faults += usize::from(!facts.suit(kind, name));
                if let Kind::Number(style) = kind {
                    operands.insert(name, facts.operand(style));
                }
            }
            let blanks = (0..run.columns.len()).filter(|column| !columns.contains(column));
            oddity += blanks.map(|column| oddity_of_blank(&run.columns[column])).sum::<u32>();
        }
        let get = |column: &str| operands.get(column).copied().unwrap_or(Operand::Blank);
        let tests = tests(table, &get);
        faults += tests.iter().filter(|test| **test == Some(false)).count();
        let held = tests.iter().filter(|test| **test == Some(true)).count();
        faults += ["opening", "closing"].iter().filter(|row| is_treasury_alone(row, &get)).count();
        Rank { faults, unconfirmed: tests.len() - held, oddity }
    }
}

/// For every identity of a row whether it holds; `None` for one that cannot be tested.
fn tests(table: Table, get: &impl Fn(&str) -> Operand) -> Vec<Option<bool>> {
    let sums = row_identities(table).iter().map(|identity| holds(identity, get));
    let products = par_identities(table).iter().map(|identity| {
        match (get(identity.shares), get(identity.par), get(identity.capital)) {
            (Operand::Known(shares), Operand::Known(par), Operand::Known(capital)) => {
                Some(is_product(shares, par, capital))
            }
            _ => None,
        }
    });
    sums.chain(products).collect()
}

/// Whether treasury shares are stated for a balance that states no issued shares and no total: no issuer does.
fn is_treasury_alone(row: &str, get: &impl Fn(&str) -> Operand) -> bool {
    let of = |kind: &str| get(&format!("{row}_{kind}"));
    matches!(of("treasury"), Operand::Known(_)) && of("issued") == Operand::Blank && of("total") == Operand::Blank
}

fn operand(raw: &str, style: Style) -> Operand {
    match number::read(raw, style).number {
        Read::Blank => Operand::Blank,
        Read::Clean(value) | Read::Repaired(value, _) => Operand::Known(value.units()),
        Read::Unreadable(_) => Operand::Unknown,
    }
}

/// Whether a sum holds: `None` when it cannot be tested. Movements may be printed with either sign.
///
/// Treasury cells are often left blank for zero. Other balances are printed on both sides or on none.
fn holds(identity: &RowIdentity, get: &impl Fn(&str) -> Operand) -> Option<bool> {
    let (balance, sum) = (get(identity.addends[0]), get(identity.sum));
    let is_treasury = identity.addends[0].contains("treasury");
    if !is_treasury && (balance == Operand::Blank || sum == Operand::Blank) {
        return if balance == sum { None } else { Some(false) };
    }
    let addends: Vec<Operand> = identity.addends.iter().map(|column| get(column)).collect();
    let all = || addends.iter().chain([&sum]);
    if all().any(|operand| *operand == Operand::Unknown) || all().all(|operand| *operand == Operand::Blank) {
        return None;
    }
    let units = |operand: &Operand| if let Operand::Known(units) = operand { *units } else { 0 };
    // Zeros and blanks add up wherever they stand: that confirms nothing.
    if all().all(|operand| units(operand) == 0) {
        return None;
    }
    let printed = addends.iter().fold(0_i128, |total, addend| total.saturating_add(units(addend)));
    let turned = identity.addends.iter().zip(&addends).fold(0_i128, |total, (column, addend)| {
        let units = units(addend);
        total.saturating_add(if is_outflow(column) { -units.abs() } else { units })
    });
    Some([printed, turned].contains(&units(&sum)))
}

/// Whether shares × par value is the capital to the nearest unit of money.
fn is_product(shares: i128, par: i128, capital: i128) -> bool {
    const ONE: i128 = 1_000_000_000_000;
    (shares / ONE).checked_mul(par).is_some_and(|product| (product - capital).abs() <= ONE / 2)
}

/// How unusual it is that a column is blank.
fn oddity_of_blank(column: &str) -> u32 {
    match column {
        _ if column.contains("treasury") || column.ends_with("currency") => 1,
        "pending_cancellation" | "general_meeting_date" => 1,
        "new_shares_issued" | "price" => 2,
        "other" => 4,
        "issued_change" => 3,
        "total_issuable_under_scheme" => 5,
        "shares_issuable" | "event_date" => 6,
        "opening_total" | "closing_total" => 8,
        _ if column.starts_with("change_") => 2,
        _ if column.starts_with("opening_") || column.starts_with("closing_") => 10,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn picks_in_order() {
        assert_eq!(combinations(3, 2), [vec![0, 1], vec![0, 2], vec![1, 2]]);
        assert_eq!(combinations(2, 2), [vec![0, 1]]);
        assert_eq!(combinations(2, 0), [Vec::<usize>::new()]);
        assert_eq!(combinations(12, 6).len(), 924);
    }

    #[test]
    fn knows_what_can_stand_where() {
        let count = Kind::Number(Style::Count);
        let suits = |raw: &str, kind, column| Facts::of(raw).suit(kind, column);
        assert!(suits("1,000", count, "opening_shares"));
        assert!(!suits("-1,000", count, "opening_shares"));
        assert!(suits("-1,000", count, "change_shares"));
        assert!(!suits("USD", count, "change_shares"));
        assert!(!suits("31 October 2024", count, "issued_change"));
        assert!(!suits("0.01", count, "opening_shares"));
        assert!(suits("ı", count, "new_shares_issued"));
        assert!(!suits("1,000", Kind::Currency, "currency"));
        assert!(!suits("1,000", Kind::Date, "event_date"));
        assert!(suits("USI", Kind::Currency, "currency"));
    }
}
