//! What goes over a socket, as functions of bytes: for tests and the fuzz target, which have no socket.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::confine::Terms;
use super::frame;

/// The payloads of the messages that some bytes begin with, as both sides read them.
pub(crate) fn payloads(mut wire: &[u8]) -> Vec<Vec<u8>> {
    std::iter::from_fn(|| frame::read(&mut wire).ok().flatten()).map(|message| message.payload).collect()
}

/// The bytes of a message that holds this value.
pub(crate) fn message<T: Serialize>(value: &T) -> Vec<u8> {
    let mut wire = Vec::new();
    let sent = frame::encode(value).and_then(|payload| frame::write(&mut wire, 1, &payload));
    sent.map_or_else(|error| panic!("{error}"), |()| wire)
}

/// Takes a payload for a value of this kind and for what a child is told at first: what is taken must be the same when
/// it has been sent on.
pub(crate) fn take<T: Serialize + DeserializeOwned>(payload: &[u8]) {
    send_on::<T>(payload);
    send_on::<Terms>(payload);
}

fn send_on<T: Serialize + DeserializeOwned>(payload: &[u8]) {
    let Ok(value) = frame::decode::<T>(payload) else { return };
    let sent = payloads(&message(&value));
    let again = frame::decode::<T>(&sent[0]).unwrap_or_else(|error| panic!("sent, and not taken: {error}"));
    assert_eq!(message(&again), message(&value), "sent, and taken for something else");
}
