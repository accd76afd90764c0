//! Numbers as people read them, paths as addresses hold them.

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

/// The bytes of a path as a URI reference holds them: all but unreserved characters and `/` as `%NN` (RFC 3986).
///
/// # Examples
/// ```
/// use sharecap::filing::as_uri;
/// assert_eq!(as_uri(b"2024/1105/a b#c.pdf"), "2024/1105/a%20b%23c.pdf");
/// assert_eq!(as_uri("月報.pdf".as_bytes()), "%E6%9C%88%E5%A0%B1.pdf");
/// ```
#[must_use]
pub fn as_uri(path: &[u8]) -> String {
    use std::fmt::Write;
    let mut uri = String::new();
    for &byte in path {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
