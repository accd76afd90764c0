//! The objects of a file in their newest version, those in object streams unpacked.

use std::collections::BTreeMap;

use super::structure::{Entry, File, ObjectStream, is_blank, unpack};
use super::syntax::{Cursor, Dict, Object};

/// An object with what belongs to it.
#[derive(Debug)]
pub(super) struct Node<'f> {
    pub(super) object: Object<'f>,
    /// The bytes of its stream.
    pub(super) stream: Option<&'f [u8]>,
    pub(super) generation: u16,
}

/// The objects of a file by number.
#[derive(Debug)]
pub(super) struct Objects<'f> {
    pub(super) nodes: BTreeMap<u32, Node<'f>>,
    /// Whether strings and streams are not what they seem.
    pub(super) is_encrypted: bool,
}

impl<'f> Objects<'f> {
    /// Reads all objects; `streams` are the file's object streams.
    pub(super) fn read(
        file: &'f File<'_>,
        streams: &'f [(u32, Option<ObjectStream>)],
        doubts: &mut Vec<String>,
    ) -> Self {
        let is_encrypted = file.trailers.iter().any(|trailer| trailer.has(b"Encrypt"));
        let mut nodes = BTreeMap::new();
        for number in file.entries.keys() {
            if let Some(indirect) = file.get(*number) {
                let (object, stream, generation) = (indirect.value, indirect.stream, indirect.generation);
                nodes.insert(*number, Node { object, stream, generation });
            }
        }
        for (stream, content) in streams {
            match content {
                Some(content) => unpack_objects(file, *stream, content, &mut nodes, doubts),
                None if is_encrypted => {}
                None => doubts.push(format!("the object stream {stream} is damaged")),
            }
        }
        Self { nodes, is_encrypted }
    }

    /// What a reference leads to; anything else as it is.
    pub(super) fn resolve(&self, object: Option<&Object<'f>>) -> Option<Object<'f>> {
        match object? {
            Object::Reference(number, _) => self.nodes.get(number).map(|node| node.object.clone()),
            direct => Some(direct.clone()),
        }
    }

    /// A dictionary, that of a stream too.
    pub(super) fn dict(&self, object: Option<&Object<'f>>) -> Option<Dict<'f>> {
        match self.resolve(object)? {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    /// A stream: its dictionary and its bytes as they are in the file.
    pub(super) fn stream(&self, object: Option<&Object<'f>>) -> Option<(&Dict<'f>, &'f [u8])> {
        match object? {
            Object::Reference(number, _) => match self.nodes.get(number)? {
                Node { object: Object::Dict(dict), stream: Some(bytes), .. } => Some((dict, bytes)),
                _ => None,
            },
            _ => None,
        }
    }

    /// What a stream holds.
    pub(super) fn unpacked(&self, object: Option<&Object<'f>>) -> Option<Vec<u8>> {
        self.stream(object).and_then(|(dict, bytes)| unpack(dict, bytes))
    }
}

fn unpack_objects<'f>(
    file: &File<'_>,
    stream: u32,
    content: &'f ObjectStream,
    nodes: &mut BTreeMap<u32, Node<'f>>,
    doubts: &mut Vec<String>,
) {
    for (at, (number, place)) in content.places.iter().enumerate() {
        if file.entries.get(number) != Some(&Entry::Packed { stream }) {
            continue;
        }
        let end = content.places.get(at + 1).map_or(content.data.len(), |(_, next)| *next);
        let mut cursor = Cursor::new(&content.data, *place);
        let object = cursor.object().filter(|_| content.data.get(cursor.at..end).is_some_and(is_blank));
        match object {
            Some(object) => {
                nodes.insert(*number, Node { object, stream: None, generation: 0 });
            }
            None => doubts.push(format!("object {number} in the object stream {stream} is damaged")),
        }
    }
}
