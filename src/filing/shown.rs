//! Numbers as people read them.

/// `-1234567.5` → `-1,234,567.5`: a number as a person reads it. What is no number stays as it is.
///
/// # Examples
/// ```
/// use sharecap::filing::grouped;
/// assert_eq!(["0", "-1000", "1234567.000125"].map(grouped), ["0", "-1,000", "1,234,567.000125"]);
/// ```
#[must_use]
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, fraction) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return number.to_owned();
    }
    let mut text = sign.to_owned();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}
