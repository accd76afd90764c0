//! Numbers as people read them.

/// The digits before the point in groups of three: `-1234567.5` → `-1,234,567.5`. What is no number stays as it is.
///
/// # Examples
/// ```
/// assert_eq!(sharecap::filing::grouped("-1234567.000125"), "-1,234,567.000125");
/// assert_eq!(sharecap::filing::grouped("999"), "999");
/// assert_eq!(sharecap::filing::grouped(""), "");
/// ```
#[must_use]
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}
