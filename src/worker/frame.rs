//! Messages on a socket: mark, length, payload.

use std::io::{self, Read, Write};

/// Begins every message. Anything else means that the two sides have lost each other.
const MARK: [u8; 4] = *b"SCw1";

/// Longer messages are refused: those of either side are far shorter, and a length that is not meant as one is not
/// believed.
const MOST_BYTES: u64 = 1 << 30;

/// Writes one message.
pub(super) fn write(mut to: impl Write, payload: &[u8]) -> io::Result<()> {
    let length = payload.len() as u64;
    if length > MOST_BYTES {
        let message = format!("a message of {length} bytes, over the limit of {MOST_BYTES}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let mut head = [0; 12];
    head[..4].copy_from_slice(&MARK);
    head[4..].copy_from_slice(&length.to_le_bytes());
    to.write_all(&head)?;
    to.write_all(payload)
}

/// Reads one message; `None` where the other side closed the socket between two messages.
pub(super) fn read(mut from: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 12];
    // One byte first: an end here is an end between messages.
    if from.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut head[1..])?;
    let (mark, length) = head.split_at(4);
    if mark != MARK {
        return Err(garbage(&format!("a message begins with {mark:?}")));
    }
    let length = length.iter().rev().fold(0, |length, &byte| length << 8 | u64::from(byte));
    if length > MOST_BYTES {
        return Err(garbage(&format!("a message says that it has {length} bytes")));
    }
    let mut payload = Vec::new();
    from.take(length).read_to_end(&mut payload)?;
    if payload.len() as u64 == length {
        Ok(Some(payload))
    } else {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a message breaks off"))
    }
}

/// What was sent makes no sense.
pub(super) fn garbage(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// A payload as the value that it stands for, all of it.
pub(super) fn decode<T: serde::de::DeserializeOwned>(payload: &[u8]) -> io::Result<T> {
    match postcard::take_from_bytes(payload) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(garbage(&format!("a message has {} bytes more than it should", rest.len()))),
        Err(error) => Err(garbage(&format!("a message cannot be decoded ({error})"))),
    }
}

/// A value as the payload that stands for it.
pub(super) fn encode<T: serde::Serialize>(value: &T) -> io::Result<Vec<u8>> {
    postcard::to_stdvec(value).map_err(|error| garbage(&format!("a message cannot be encoded ({error})")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(result: io::Result<Option<Vec<u8>>>) -> io::ErrorKind {
        result.unwrap_err().kind()
    }

    #[test]
    fn messages_arrive_whole_and_in_order() {
        let mut wire = Vec::new();
        for payload in [&b"first"[..], b"", &vec![7; 100_000]] {
            write(&mut wire, payload).unwrap();
        }
        let mut from = wire.as_slice();
        assert_eq!(read(&mut from).unwrap().unwrap(), b"first");
        assert_eq!(read(&mut from).unwrap().unwrap(), b"");
        assert_eq!(read(&mut from).unwrap().unwrap(), vec![7; 100_000]);
        assert_eq!(read(&mut from).unwrap(), None);
    }

    #[test]
    fn what_is_cut_or_garbled_is_refused() {
        let mut wire = Vec::new();
        write(&mut wire, b"payload").unwrap();
        for end in 1..wire.len() {
            assert_eq!(kind(read(&wire[..end])), io::ErrorKind::UnexpectedEof, "cut at {end}");
        }
        assert_eq!(kind(read(&b"warning: odd font"[..])), io::ErrorKind::InvalidData);
        let endless = [&MARK[..], &[0xFF; 8], b"payload"].concat();
        assert_eq!(kind(read(endless.as_slice())), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_value_is_decoded_from_all_of_its_payload_or_not_at_all() {
        let value = (7_u32, "seven".to_owned());
        let mut payload = encode(&value).unwrap();
        assert_eq!(decode::<(u32, String)>(&payload).unwrap(), value);
        assert!(decode::<(u32, String)>(&payload[..payload.len() - 1]).is_err());
        payload.push(0);
        assert!(decode::<(u32, String)>(&payload).unwrap_err().to_string().contains("1 bytes more"));
    }
}
