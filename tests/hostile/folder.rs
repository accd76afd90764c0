//! What a folder may hold beside files: links, pipes, devices, and names that mean something to a terminal or a path.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

/// Names of files, each with the path under which it is published.
pub(crate) fn names() -> Vec<(Vec<u8>, String)> {
    let plain = [
        "name\nerror: forged\n{\"event\":\"published\"}.txt".to_owned(),
        "name\r\u{1B}[2K\u{1B}[31mred\u{7}.txt".to_owned(),
        "name\u{202E}txt.fdp".to_owned(),
        "name..".to_owned(),
        "..name.txt".to_owned(),
        "-name --out=x.txt".to_owned(),
        "name'\"`$(id);&|<script>alert(1)<\u{2}script>.txt".to_owned(),
        "name%2e%2e%2f\\..\\.txt".to_owned(),
        format!("{}.txt", "n".repeat(251)),
    ];
    let mut names: Vec<_> = plain.into_iter().map(|name| (name.clone().into_bytes(), name)).collect();
    names.push((b"name\xFF\xFE.txt".to_vec(), "name\\xFF\\xFE.txt".to_owned()));
    names
}

/// Writes a file under each of the names, no two with the same content.
pub(crate) fn write_names(folder: &Path) {
    for (number, (name, _)) in names().iter().enumerate() {
        fs::write(folder.join(OsStr::from_bytes(name)), format!("minutes of meeting {number}")).unwrap();
    }
}

/// Entries that are no files, each with what the crawl has to say of it.
pub(crate) const ODD: [(&str, &str); 8] = [
    ("odd-dangling", "No such file"),
    ("odd-loop-a", ""),
    ("odd-loop-b", ""),
    ("odd-self", "links back to"),
    ("odd-zero", "outside of the crawled folder"),
    ("odd-pipe.pdf", "is no regular file"),
    ("odd-socket.pdf", "is no regular file"),
    ("odd-parent", "outside of the crawled folder"),
];

/// Makes them, and a folder that is named like a file.
pub(crate) fn write_odd(folder: &Path) -> UnixListener {
    let link = |target: &str, name: &str| symlink(target, folder.join(name)).unwrap();
    link("nothing", "odd-dangling");
    link("odd-loop-b", "odd-loop-a");
    link("odd-loop-a", "odd-loop-b");
    link(".", "odd-self");
    link("/dev/zero", "odd-zero");
    link("..", "odd-parent");
    assert!(Command::new("mkfifo").arg(folder.join("odd-pipe.pdf")).status().unwrap().success());
    fs::create_dir(folder.join("folder.pdf")).unwrap();
    fs::write(folder.join("folder.pdf/within.txt"), "minutes of a meeting within").unwrap();
    UnixListener::bind(folder.join("odd-socket.pdf")).unwrap()
}

/// A file of 5 GB, all of it a hole.
pub(crate) fn write_huge(folder: &Path) {
    File::create(folder.join("huge.pdf")).unwrap().set_len(5_000_000_000).unwrap();
}

/// A file that may not be read; `false` where that stops nobody, as it does not stop root.
pub(crate) fn write_forbidden(folder: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join("forbidden.txt");
    fs::write(&path, "minutes of a secret meeting").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let is_forbidden = File::open(&path).is_err();
    if !is_forbidden {
        fs::remove_file(path).unwrap();
    }
    is_forbidden
}
