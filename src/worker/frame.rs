//! Messages on a socket: mark, number, length, payload.
//!
//! An answer carries the number of its question. One that comes late, twice, or for something else is then never taken
//! for the answer that is waited for.

use std::io::{self, Read, Write};

/// Begins every message. Anything else means that the two sides have lost each other.
const MARK: [u8; 4] = *b"SCw2";

/// Mark, number and length.
const HEAD_BYTES: usize = 20;

/// Longer messages are refused: those of either side are far shorter, and a length that is not meant as one is not
/// believed.
const MOST_BYTES: u64 = 1 << 30;

/// Room for so much is made at once where a length asks for it: most messages are shorter. For more, when it comes.
const AT_ONCE_BYTES: usize = 1 << 20;

/// What is sent in one piece.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The question that it belongs to, counted from 1; 0 for what is said before the first.
    pub(super) number: u64,
    pub(super) payload: Vec<u8>,
}

impl Message {
    /// The payload, if the message belongs to this question.
    pub(super) fn of(self, number: u64) -> io::Result<Vec<u8>> {
        if self.number == number {
            return Ok(self.payload);
        }
        Err(garbage(&format!("a message belongs to question {}, not to question {number}", self.number)))
    }
}

/// Writes one message.
pub(super) fn write(mut to: impl Write, number: u64, payload: &[u8]) -> io::Result<()> {
    let length = payload.len() as u64;
    if length > MOST_BYTES {
        let message = format!("a message of {length} bytes, over the limit of {MOST_BYTES}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    let mut head = [0; HEAD_BYTES];
    head[..4].copy_from_slice(&MARK);
    head[4..12].copy_from_slice(&number.to_le_bytes());
    head[12..].copy_from_slice(&length.to_le_bytes());
    to.write_all(&head)?;
    to.write_all(payload)
}

/// Reads one message; `None` where the other side closed the socket between two messages.
pub(super) fn read(mut from: impl Read) -> io::Result<Option<Message>> {
    let mut head = [0; HEAD_BYTES];
    // One byte first: an end here is an end between messages.
    if from.read(&mut head[..1])? == 0 {
        return Ok(None);
    }
    from.read_exact(&mut head[1..])?;
    if head[..4] != MARK {
        return Err(garbage(&format!("a message begins with {:?}", &head[..4])));
    }
    let (number, length) = (integer(&head[4..12]), integer(&head[12..]));
    if length > MOST_BYTES {
        return Err(garbage(&format!("a message says that it has {length} bytes")));
    }
    let mut payload = Vec::with_capacity(usize::try_from(length).unwrap_or(AT_ONCE_BYTES).min(AT_ONCE_BYTES));
    from.take(length).read_to_end(&mut payload)?;
    if payload.len() as u64 == length {
        Ok(Some(Message { number, payload }))
    } else {
        Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a message breaks off"))
    }
}

/// A number whose lowest byte stands first.
fn integer(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
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

    fn kind(result: io::Result<Option<Message>>) -> io::ErrorKind {
        result.unwrap_err().kind()
    }

    #[test]
    fn messages_arrive_whole_and_in_order() {
        let mut wire = Vec::new();
        let payloads = [(0, b"first".to_vec()), (1, Vec::new()), (u64::MAX, vec![7; 100_000])];
        for (number, payload) in &payloads {
            write(&mut wire, *number, payload).unwrap();
        }
        let mut from = wire.as_slice();
        for (number, payload) in payloads {
            assert_eq!(read(&mut from).unwrap(), Some(Message { number, payload }));
        }
        assert_eq!(read(&mut from).unwrap(), None);
    }

    #[test]
    fn what_is_cut_or_garbled_is_refused() {
        let mut wire = Vec::new();
        write(&mut wire, 1, b"payload").unwrap();
        for end in 1..wire.len() {
            assert_eq!(kind(read(&wire[..end])), io::ErrorKind::UnexpectedEof, "cut at {end}");
        }
        assert_eq!(kind(read(&b"warning: odd font in the file"[..])), io::ErrorKind::InvalidData);
        let endless = [&MARK[..], &[0xFF; 16], b"payload"].concat();
        assert_eq!(kind(read(endless.as_slice())), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_message_for_another_question_is_refused() {
        let message = || Message { number: 7, payload: b"payload".to_vec() };
        assert_eq!(message().of(7).unwrap(), b"payload");
        assert!(message().of(8).unwrap_err().to_string().contains("question 7, not to question 8"));
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
