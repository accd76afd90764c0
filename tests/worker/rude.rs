//! Children that do not keep to the rules: a question has the right answer or none, whatever its child sends.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::process::exit;
use std::thread::sleep;
use std::time::Duration;

use sharecap::worker::{Failure, Pool};

/// A message as it goes over the socket: mark, number of the question, length, payload.
fn message(number: u64, payload: &[u8]) -> Vec<u8> {
    let length = payload.len() as u64;
    [&b"SCw2"[..], &number.to_le_bytes(), &length.to_le_bytes(), payload].concat()
}

fn receive(mut socket: &UnixStream) -> io::Result<(u64, Vec<u8>)> {
    let mut head = [0; 20];
    socket.read_exact(&mut head)?;
    let number = |at: usize| u64::from_le_bytes(head[at..at + 8].try_into().unwrap());
    let mut payload = vec![0; usize::try_from(number(12)).unwrap()];
    socket.read_exact(&mut payload)?;
    Ok((number(4), payload))
}

/// A child that does not use the library's side of the socket, but speaks for itself.
#[test]
#[ignore = "started by other tests, as their child process"]
fn child() {
    let Ok(stdin) = io::stdin().as_fd().try_clone_to_owned() else { return };
    let socket = UnixStream::from(stdin);
    let send = |bytes: &[u8]| (&socket).write_all(bytes).unwrap();
    // The terms.
    if receive(&socket).is_err() {
        return;
    }
    send(&message(0, b""));
    while let (Ok((number, question)), Ok((_, bytes))) = (receive(&socket), receive(&socket)) {
        // The answer is the question.
        let right = message(number, &question);
        match &*bytes {
            b"half a head" => {
                send(&right[..7]);
                exit(0);
            }
            b"half an answer" => {
                send(&right[..right.len() - 1]);
                exit(3);
            }
            b"half an answer, and silence" => {
                send(&right[..right.len() - 1]);
                sleep(Duration::from_secs(1000));
            }
            b"garbage" => send(b"warning: the file has an odd font"),
            b"an endless answer" => send(&[&b"SCw2"[..], &number.to_le_bytes(), &[0xFF; 8]].concat()),
            b"garbage behind" => send(&[&right[..], b"and more"].concat()),
            b"twice" => send(&[&right[..], &right].concat()),
            b"late" => {
                sleep(Duration::from_millis(1_500));
                send(&right);
            }
            b"of an earlier question" => send(&message(number - 1, &question)),
            b"no answer" => exit(0),
            b"hang up" => {
                socket.shutdown(Shutdown::Both).unwrap();
                sleep(Duration::from_secs(1000));
            }
            _ => send(&right),
        }
    }
}

fn pool() -> Pool {
    super::pool_of(&std::env::current_exe().unwrap(), "rude::child", 1_000)
}

fn ask(pool: &Pool, question: &str, bytes: &str) -> Result<String, Failure> {
    pool.ask(&question.to_owned(), bytes.as_bytes())
}

fn crashed(answer: &Result<String, Failure>) -> &str {
    match answer {
        Err(Failure::Crashed(how)) => how,
        answer => panic!("{answer:?}"),
    }
}

#[test]
fn what_breaks_off_is_no_answer() {
    let pool = pool();
    for (rudeness, how) in [
        ("half a head", "exit status: 0"),
        ("half an answer", "exit status: 3"),
        ("no answer", "exit status: 0"),
        ("garbage", "a message begins with"),
        ("an endless answer", "a message says that it has 18446744073709551615 bytes"),
        ("of an earlier question", "a message belongs to question"),
        ("hang up", "unexpected end of file"),
    ] {
        let answer = ask(&pool, rudeness, rudeness);
        assert!(crashed(&answer).contains(how), "{rudeness}: {answer:?}");
        assert_eq!(ask(&pool, "after", "").as_deref(), Ok("after"), "{rudeness}");
    }
}

#[test]
fn what_comes_too_late_is_no_answer() {
    let pool = pool();
    for rudeness in ["late", "half an answer, and silence"] {
        assert_eq!(ask(&pool, rudeness, rudeness), Err(Failure::TimedOut));
        assert_eq!(ask(&pool, "after", "").as_deref(), Ok("after"), "{rudeness}");
    }
}

#[test]
fn what_comes_too_much_is_taken_for_no_other_answer() {
    let pool = pool();
    for rudeness in ["garbage behind", "twice"] {
        for round in 0..3 {
            let question = format!("{rudeness} {round}");
            assert_eq!(ask(&pool, &question, rudeness), Ok(question), "an answer is one, whatever follows");
            assert_eq!(ask(&pool, "after", "").as_deref(), Ok("after"), "{rudeness}");
        }
    }
}

#[test]
fn rude_children_are_no_leak() {
    let open = || std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    let pool = pool();
    // Tests beside this one open and close some of their own.
    let before = open();
    for _ in 0..40 {
        let _ = ask(&pool, "half a head", "half a head");
    }
    assert!(open() < before + 40, "{before} descriptors before, {} after", open());
}
