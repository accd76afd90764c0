//! What changes an issuer's balances without a movement: shares consolidated or subdivided, and treasury shares that are
//! counted apart since June 2024.

use super::issuer::{Holding, Issuer, Trait, Work};
use super::{Words, later};
use crate::filing::{Decimal, OtherMovement};

/// A consolidation (`old` > `new`) or a subdivision (`old` < `new`) of all classes: every `old` shares become `new`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::synth) struct Restatement {
    pub old: i64,
    pub new: i64,
    /// The par value is reduced back at once, which makes it a capital reorganisation: section I shows nothing.
    pub keeps_par: bool,
}

impl Restatement {
    /// A balance after it; fractions of a share are dropped.
    fn of(self, balance: i64) -> i64 {
        let scaled = i128::from(balance) * i128::from(self.new) / i128::from(self.old);
        i64::try_from(scaled).unwrap_or(i64::MAX)
    }

    fn par(self, par: Decimal) -> Option<Decimal> {
        let (old, new) = (i128::from(self.old), i128::from(self.new));
        let whole = par.units() * old;
        if whole % new == 0 { Decimal::from_units(whole / new) } else { None }
    }

    fn is_exact(self, balance: i64) -> bool {
        i128::from(balance) * i128::from(self.new) % i128::from(self.old) == 0
    }

    /// The contract's word, and what the issuer writes into the cell.
    fn event(self, please: &str) -> (&'static str, Words) {
        let Self { old, new, .. } = self;
        if self.keeps_par {
            return ("capital_reorganisation", Words::new("Capital reorganisation", "資本重組"));
        }
        let (english, chinese) = if old > new {
            (
                format!("Share consolidation: every {old} issued shares consolidated into {new} consolidated share"),
                format!("股份合併:每{old}股已發行股份合併為{new}股合併股份"),
            )
        } else {
            (
                format!("Share subdivision: every {old} issued share subdivided into {new} subdivided shares"),
                format!("股份拆細:每{old}股已發行股份拆細為{new}股拆細股份"),
            )
        };
        ("other", Words::new(format!("Other ({please} specify) {english}"), format!("其他(請註明) {chinese}")))
    }

    fn adjusted(self) -> Words {
        if self.old > self.new {
            Words::new("Adjusted for the share consolidation", "因股份合併調整")
        } else {
            Words::new("Adjusted for the share subdivision", "因股份拆細調整")
        }
    }
}

impl Issuer {
    /// Has it take effect in the next return; `false`, and nothing happens, where par value or authorised capital
    /// would not stay whole numbers.
    pub(in crate::synth) fn restate(&mut self, restatement: Restatement) -> bool {
        let states_par = !restatement.keeps_par && !self.profile.is(Trait::HongKongCompany);
        let is_whole = restatement.par(self.par).is_some()
            && self.holdings.iter().all(|holding| restatement.is_exact(holding.authorised));
        let possible = is_whole || !states_par;
        self.restating = possible.then_some(restatement);
        possible
    }

    /// Restates the balances as this month's movements have left them: a row of section E for every class, and options
    /// and agreements adjusted. Warrants and convertibles keep their terms.
    pub(super) fn file_restatement(&mut self, work: &mut Work) {
        let Some(restatement) = self.restating else { return };
        let day = later(work.month, -work.rng.range(0, 27));
        for at in 0..self.holdings.len() {
            let row = self.restatement_row(at, restatement, day, work);
            self.book(at, row.issued_change, row.treasury_change);
            let rows = &mut work.filing.other_movements;
            let behind = rows.iter().rposition(|other| other.class == row.class).map(|last| last + 1);
            rows.insert(behind.unwrap_or(if at == 0 { 0 } else { rows.len() }), row);
        }
        self.adjust_schemes(restatement, work);
    }

    fn restatement_row(
        &self,
        at: usize,
        restatement: Restatement,
        day: jiff::civil::Date,
        work: &Work,
    ) -> OtherMovement {
        let holding = &self.holdings[at];
        let effect = |balance: i64| restatement.of(balance) - balance;
        let please = if work.version.has_treasury() { "please" } else { "Please" };
        let (event, words) = restatement.event(please);
        let treasury = effect(holding.treasury + holding.treasury_change);
        OtherMovement {
            class: holding.in_movements(work.version, work.language),
            event: Some(event.to_owned()),
            event_text: Some(words.in_language(work.language)),
            event_date: Some(day),
            general_meeting_date: Some(later(day, -30)),
            issued_change: Some(effect(holding.issued + holding.issued_change)),
            treasury_change: (treasury != 0 && work.version.has_treasury()).then_some(treasury),
            ..OtherMovement::default()
        }
    }

    fn adjust_schemes(&mut self, restatement: Restatement, work: &mut Work) {
        let words = restatement.adjusted().in_language(work.language);
        for (scheme, row) in self.schemes.iter_mut().zip(&mut work.filing.option_movements) {
            let closing = restatement.of(scheme.outstanding);
            if row.shares_issuable == Some(scheme.outstanding) {
                row.shares_issuable = Some(closing);
            }
            if closing != scheme.outstanding {
                row.other = Some(row.other.unwrap_or(0) + closing - scheme.outstanding);
                row.other_text = Some(words.clone());
            }
            scheme.outstanding = closing;
            scheme.limit = scheme.limit.map(|limit| restatement.of(limit));
            row.closing_options = Some(closing);
            row.total_issuable_under_scheme = scheme.limit;
        }
        for (agreement, row) in self.agreements.iter_mut().zip(&mut work.filing.agreement_movements) {
            agreement.issuable = restatement.of(agreement.issuable);
            row.shares_issuable = Some(agreement.issuable);
        }
    }

    /// The authorised shares and the par value of a class at the close of a month in which shares are restated.
    pub(super) fn restated_capital(&self, holding: &Holding) -> Option<(i64, Decimal)> {
        let restatement = self.restating.filter(|restatement| !restatement.keeps_par)?;
        Some((restatement.of(holding.authorised), restatement.par(self.par)?))
    }

    /// Counts treasury shares among the issued ones, as every form before June 2024 does; gives those of each class.
    pub(in crate::synth) fn count_treasury_as_issued(&mut self) -> Vec<i64> {
        let merge = |holding: &mut Holding| {
            holding.issued += holding.treasury;
            std::mem::take(&mut holding.treasury)
        };
        self.holdings.iter_mut().map(merge).collect()
    }

    /// Counts treasury shares of each class apart again: these, or a twentieth where fewer shares are left.
    pub(in crate::synth) fn count_treasury_apart(&mut self, treasury: &[i64]) {
        for (holding, kept) in self.holdings.iter_mut().zip(treasury) {
            holding.treasury = (*kept).min(holding.issued / 20);
            holding.issued -= holding.treasury;
        }
    }
}
