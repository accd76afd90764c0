//! A panic while one file is read ends the reading of that file, and its message goes into `filings`, not on the
//! terminal.

use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
    static NOTED: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes panics inside of [`caught`] leave their message and place for the filing's row instead of printing them; all
/// others go on as before. To be called once, before anything is read.
pub fn note_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        if IS_READING.get() {
            NOTED.set(Some(panic.to_string()));
        } else {
            before(panic);
        }
    }));
}

/// Runs `read`; a panic becomes its message.
pub(super) fn caught<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    IS_READING.set(true);
    // Nothing that `read` could leave half done is used afterwards: it works on borrowed bytes and owns the rest.
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    IS_READING.set(false);
    result.map_err(|_| NOTED.take().unwrap_or_else(|| "panicked".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_its_message_and_the_thread_goes_on() {
        note_panics();
        let caught_message = caught(|| -> u8 { panic!("broken {}", "cell") }).unwrap_err();
        assert!(caught_message.contains("broken cell"), "{caught_message}");
        assert!(caught_message.contains("panics.rs"), "{caught_message}");
        assert_eq!(caught(|| 7), Ok(7));
    }
}
