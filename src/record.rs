//! [`FormData`](crate::parse::FormData) → [`Reading`]: text becomes numbers, dates and codes here and nowhere else.

use crate::filing::MonthlyReturn;
use crate::finding::{Finding, Provenance};

/// One filing as read: the return, what a careful reader would query, and where each value stands.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Reading {
    /// What the form states.
    pub filing: MonthlyReturn,
    /// What was noticed on the way.
    pub findings: Vec<Finding>,
    /// A row for every value of the return, and for every text that could not be read.
    pub provenance: Vec<Provenance>,
}
