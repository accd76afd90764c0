//! One issuer's months, and what is planted in them.

use std::collections::BTreeMap;

use jiff::Span;

use super::plant::plant;
use super::release::{Pair, Release, evening, in_time, version_of, weekdays_after};
use super::{Filed, Kind, Plan, Planted, Series};
use crate::filing::{Date, Language, MonthlyReturn, Status, Table};
use crate::synth::edition::FormVersion;
use crate::synth::random::{Issuer, Profile, Restatement, Rng, issuer_name};

/// Months of an issuer from one planted thing to the next: the months before and after must not hold another.
const SPACING: u32 = 3;
/// Stock codes are spread by this; the modulus is prime, so that no two issuers share one.
const CODES: (u32, u32) = (7_919, 9_973);
/// How often a kind is tried in a month before another is.
const TRIES: u64 = 6;

/// Draws up the market issuer by issuer; nothing of one issuer depends on another but how often a kind was planted.
pub fn market(plan: &Plan) -> impl Iterator<Item = Series> {
    let plan = *plan;
    let mut ledger = Ledger::new(plan);
    (0..plan.issuers).map(move |number| series(number, &mut ledger))
}

/// How often each kind was planted so far.
struct Ledger {
    plan: Plan,
    planted: BTreeMap<Kind, u32>,
    /// Months that something could be planted in: of the whole market, and those that are past.
    slots: u64,
    past: u64,
}

impl Ledger {
    fn new(plan: Plan) -> Self {
        let slots_of = |issuer: u32| plan.months.saturating_sub(2 + issuer % SPACING).div_ceil(SPACING);
        let slots = (0..plan.issuers).map(|issuer| u64::from(slots_of(issuer))).sum();
        Self { plan, planted: BTreeMap::new(), slots, past: 0 }
    }

    /// Whether something is planted in this month of this issuer: evenly, as many as the plan wants.
    fn is_due(&mut self, issuer: u32, at: u32) -> bool {
        // The months before and after must be there.
        let first = 1 + issuer % SPACING;
        if at < first || !(at - first).is_multiple_of(SPACING) || at + 1 >= self.plan.months {
            return false;
        }
        let filings = u64::from(self.plan.issuers) * u64::from(self.plan.months) * 2;
        let wanted = (filings * u64::from(self.plan.faults) / 100).min(self.slots);
        let due = |slots: u64| slots * wanted / self.slots;
        self.past += 1;
        due(self.past) > due(self.past - 1)
    }

    /// The kinds, those planted least often first.
    fn kinds(&self) -> Vec<Kind> {
        let mut kinds = Kind::ALL.to_vec();
        kinds.sort_by_key(|kind| self.planted.get(kind));
        kinds
    }
}

/// The random numbers of one purpose in one month of one issuer.
fn rng_of(seed: u64, issuer: u32, month: u32, purpose: u64) -> Rng {
    let mut rng = Rng::in_lots(seed);
    for part in [u64::from(issuer), u64::from(month), purpose] {
        let mixed = rng.range(0, i64::MAX - 1).unsigned_abs();
        rng = Rng::in_lots(mixed ^ part.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    }
    rng
}

fn series(number: u32, ledger: &mut Ledger) -> Series {
    let plan = ledger.plan;
    let mut rng = rng_of(plan.seed, number, 0, 0);
    let profile = Profile { resubmission: 0, ..Profile::random(&mut rng) };
    let code = format!("{:05}", (number + 1) * CODES.0 % CODES.1);
    let name = issuer_name(&mut rng, profile.kind == crate::synth::random::Kind::Weighted);
    let mut issuer = Issuer::named(&mut rng, &profile, name, &code);
    // Treasury shares that were bought before June 2024 stood among the issued ones; others have none until then.
    let mut treasury = issuer.count_treasury_as_issued();
    if rng.chance(50) {
        treasury.fill(0);
    }
    let mut series = Series { filings: Vec::new(), planted: Vec::new() };
    let mut is_apart = false;
    for at in 0..plan.months {
        let month = plan.from.saturating_add(Span::new().months(i64::from(at))).last_of_month();
        let version = version_of(month);
        if version.has_treasury() && !is_apart {
            issuer.count_treasury_apart(&treasury);
            is_apart = true;
        }
        let draft = Draft { seed: plan.seed, number, at, month, version, issuer: &issuer };
        let is_due = ledger.is_due(number, at);
        let kinds = if is_due { ledger.kinds() } else { Vec::new() };
        let planted = kinds.into_iter().find_map(|kind| (1..=TRIES).find_map(|attempt| draft.with(kind, attempt)));
        let outcome = planted.unwrap_or_else(|| draft.clean());
        if let Some(planted) = &outcome.planted {
            *ledger.planted.entry(planted.kind).or_default() += 1;
        }
        issuer = outcome.issuer;
        series.filings.extend(outcome.filings);
        series.planted.extend(outcome.planted);
    }
    series
}

/// A month that is to be filed.
struct Draft<'a> {
    seed: u64,
    number: u32,
    at: u32,
    month: Date,
    version: FormVersion,
    issuer: &'a Issuer,
}

/// A month as it was filed.
struct Outcome {
    issuer: Issuer,
    filings: Vec<Filed>,
    planted: Option<Planted>,
}

impl Draft<'_> {
    fn rng(&self, purpose: u64) -> Rng {
        rng_of(self.seed, self.number, self.at + 1, purpose)
    }

    /// The return in both languages, and the issuer after it.
    fn pair(&self, issuer: &Issuer) -> (Issuer, Pair) {
        let file = |language| {
            let mut issuer = issuer.clone();
            let mut filing = issuer.file(&mut self.rng(1), self.month, self.version, language);
            filing.submitted_on = Some(in_time(&mut self.rng(2), self.month));
            (issuer, filing)
        };
        let ((after, english), (_, chinese)) = (file(Language::English), file(Language::TraditionalChinese));
        (after, [english, chinese])
    }

    fn release(&self, pair: &Pair) -> Release {
        let day = pair[0].submitted_on.unwrap_or(self.month);
        Release { issuer: self.number, again: false, at: evening(&mut self.rng(3), day) }
    }

    fn publish(&self, pair: Pair) -> Vec<Filed> {
        let release = self.release(&pair);
        release.of(pair, self.version).into()
    }

    fn clean(&self) -> Outcome {
        let (issuer, pair) = self.pair(self.issuer);
        Outcome { issuer, filings: self.publish(pair), planted: None }
    }

    /// The month with something of this kind planted; `None` where this return has no place for it.
    fn with(&self, kind: Kind, attempt: u64) -> Option<Outcome> {
        let mut rng = self.rng(16 + attempt);
        let mut issuer = self.issuer.clone();
        let prepared = match kind {
            Kind::Consolidation | Kind::Subdivision => Prepared::restated(&mut rng, &mut issuer, kind)?,
            Kind::Reworded => Prepared::reworded(&mut rng, &mut issuer)?,
            _ => Prepared::default(),
        };
        let (issuer, pair) = self.pair(&issuer);
        let path = self.release(&pair).path(&pair[0]);
        let planted = Planted { note: prepared.note, ratio: prepared.ratio, ..self.planted(kind, &pair[0], path) };
        let planted = Planted { row: prepared.row, table: prepared.row.map(|_| Table::OptionMovements), ..planted };
        let (filings, planted) = match kind {
            Kind::Consolidation | Kind::Subdivision | Kind::Reworded => (self.publish(pair), planted),
            Kind::MonthMissing => (Vec::new(), Planted { note: "not filed at all".to_owned(), ..planted }),
            Kind::Corrected => self.corrected(&mut rng, pair, planted)?,
            Kind::Late => self.late(&mut rng, pair, planted),
            Kind::Twice => self.twice(&mut rng, pair, planted),
            _ => self.faulty(&mut rng, pair, planted)?,
        };
        Some(Outcome { issuer, filings, planted: Some(planted) })
    }

    fn planted(&self, kind: Kind, filing: &MonthlyReturn, path: String) -> Planted {
        Planted {
            path,
            stock_code: filing.stock_code.clone().unwrap_or_default(),
            month_end: self.month,
            language: None,
            kind,
            table: None,
            row: None,
            column: None,
            right: String::new(),
            wrong: String::new(),
            ratio: None,
            note: String::new(),
        }
    }

    /// The pair with a fault in one of the two or in both.
    fn faulty(&self, rng: &mut Rng, mut pair: Pair, planted: Planted) -> Option<(Vec<Filed>, Planted)> {
        let in_chinese = usize::from(rng.chance(50));
        let in_both = match planted.kind {
            Kind::WrongInBoth => true,
            Kind::ClassDropped => rng.chance(50),
            _ => false,
        };
        let has_treasury = self.version.has_treasury();
        let mut fault = None;
        for (at, filing) in pair.iter_mut().enumerate().filter(|(at, _)| in_both || *at == in_chinese) {
            let done = plant(&mut rng.clone(), filing, planted.kind, in_both, has_treasury)?;
            // Both hold the same; the English one is named.
            fault.get_or_insert((at, done));
        }
        let (at, fault) = fault?;
        let language = pair[at].language;
        let path = self.release(&pair).path(&pair[at]);
        let planted = Planted { path, language: (!in_both).then_some(language), ..fault.told(planted) };
        Some((self.publish(pair), planted))
    }

    /// Originals with a fault in one or both languages, and later a resubmission of both that has none.
    fn corrected(&self, rng: &mut Rng, pair: Pair, planted: Planted) -> Option<(Vec<Filed>, Planted)> {
        let kind = *rng.pick(&[Kind::DigitChanged, Kind::DigitsSwapped, Kind::WrongInOne, Kind::WrongInBoth]);
        let (mut filings, wrong) = self.faulty(rng, pair.clone(), Planted { kind, ..planted })?;
        let day = weekdays_after(pair[0].submitted_on?, rng.range(1, 12));
        let resubmitted =
            pair.map(|filing| MonthlyReturn { status: Some(Status::Resubmission), submitted_on: Some(day), ..filing });
        let release = Release { issuer: self.number, again: true, at: evening(rng, day) };
        filings.extend(release.of(resubmitted, self.version));
        let note = format!("{}; corrected on {day}", wrong.note);
        Some((filings, Planted { kind: Kind::Corrected, note, ..wrong }))
    }

    /// Weeks after the deadline; now and then after the next month's return.
    fn late(&self, rng: &mut Rng, mut pair: Pair, planted: Planted) -> (Vec<Filed>, Planted) {
        let day = weekdays_after(self.month, rng.range(15, 40));
        for filing in &mut pair {
            filing.submitted_on = Some(day);
        }
        let path = self.release(&pair).path(&pair[0]);
        let note = format!("filed on {day}");
        (self.publish(pair), Planted { path, note, ..planted })
    }

    /// Once more: the same bytes, or a return that differs in the date submitted alone.
    fn twice(&self, rng: &mut Rng, pair: Pair, planted: Planted) -> (Vec<Filed>, Planted) {
        let day = weekdays_after(pair[0].submitted_on.unwrap_or(self.month), rng.range(1, 3));
        let redated = rng.chance(50);
        let again = pair.clone().map(|filing| {
            let submitted_on = if redated { Some(day) } else { filing.submitted_on };
            MonthlyReturn { submitted_on, ..filing }
        });
        let mut filings = self.publish(pair);
        let release = Release { issuer: self.number, again: true, at: evening(rng, day) };
        filings.extend(release.of(again, self.version));
        let what = if redated { "with another date submitted" } else { "the same bytes" };
        (filings, Planted { note: format!("again on {day}, {what}"), ..planted })
    }
}

/// What was done to an issuer before it files.
#[derive(Default)]
struct Prepared {
    ratio: Option<(i64, i64)>,
    /// The row of the scheme.
    row: Option<u32>,
    note: String,
}

impl Prepared {
    fn restated(rng: &mut Rng, issuer: &mut Issuer, kind: Kind) -> Option<Self> {
        let (ratio, keeps_par) = if kind == Kind::Consolidation {
            ((*rng.pick(&[2, 4, 5, 8, 10, 20, 25, 50, 100]), 1), rng.chance(30))
        } else {
            ((1, *rng.pick(&[2, 3, 4, 5, 10, 20])), false)
        };
        let restatement = Restatement { old: ratio.0, new: ratio.1, keeps_par };
        let par = if keeps_par { "unchanged" } else { "scaled" };
        let note = format!("every {} shares became {}, par value {par}", ratio.0, ratio.1);
        issuer.restate(restatement).then_some(Self { ratio: Some(ratio), row: None, note })
    }

    fn reworded(rng: &mut Rng, issuer: &mut Issuer) -> Option<Self> {
        let (at, words) = issuer.reword_scheme(rng)?;
        let note = format!("until then {:?}", words.english);
        Some(Self { ratio: None, row: u32::try_from(at + 1).ok(), note })
    }
}
