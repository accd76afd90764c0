//! Where every three characters of a text stand, so that a label is looked for only where it can begin.
//!
//! A return is asked for hundreds of labels, and walking its text for each took more time than reading them.

/// How many characters tell one place from another.
const WIDTH: usize = 3;
/// How many buckets the places are put into; a power of two.
const BUCKETS: usize = 1 << BITS;
const BITS: u32 = 10;

/// The places of a text by what stands there.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// Where each bucket begins in `places`, and where the last ends.
    starts: Vec<u32>,
    /// Bucket after bucket; within each in the order of the text.
    places: Vec<u32>,
}

impl Index {
    /// Sorts the places of a text.
    pub(super) fn new(text: &[char]) -> Self {
        let mut starts = vec![0; BUCKETS + 1];
        let buckets: Vec<usize> = text.windows(WIDTH).map(bucket).collect();
        for bucket in &buckets {
            starts[bucket + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut places = vec![0; buckets.len()];
        for (at, bucket) in (0..).zip(buckets) {
            places[next[bucket] as usize] = at;
            next[bucket] += 1;
        }
        Self { starts, places }
    }

    /// The places from `from` on at which a pattern may stand, in order; `None` where the index does not tell: the
    /// pattern is too short.
    pub(super) fn places(&self, pattern: &[char], from: usize) -> Option<impl Iterator<Item = usize>> {
        let bucket = bucket(pattern.get(..WIDTH)?);
        let all = &self.places[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let first = all.partition_point(|at| (*at as usize) < from);
        Some(all[first..].iter().map(|at| *at as usize))
    }
}

/// The bucket of [`WIDTH`] characters.
fn bucket(chars: &[char]) -> usize {
    let mixed = chars.iter().fold(0_u32, |mixed, c| (mixed ^ u32::from(*c)).wrapping_mul(0x9e37_79b1).rotate_left(15));
    mixed as usize % BUCKETS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found_and_none_before_the_start() {
        let text: Vec<char> = "the month ended; at the end of the month 本月底 the month".chars().collect();
        let index = Index::new(&text);
        for length in 3..8 {
            for (at, pattern) in text.windows(length).enumerate() {
                for from in [0, at, at + 1] {
                    let stands = |place: &usize| text[*place..].starts_with(pattern);
                    let found: Vec<usize> = index.places(pattern, from).unwrap().filter(stands).collect();
                    let all: Vec<usize> = (from..text.len()).filter(stands).collect();
                    assert_eq!(found, all);
                }
            }
        }
    }

    #[test]
    fn short_texts_and_patterns() {
        assert_eq!(Index::new(&['a', 'b']).places(&['a', 'b', 'c'], 0).unwrap().count(), 0);
        assert!(Index::new(&['a', 'b', 'c']).places(&['a', 'b'], 0).is_none());
    }
}
