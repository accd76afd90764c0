//! `sharecap completions` and `sharecap man`: what a shell and `man` are told of the command line, made of the same
//! declaration as `--help`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_complete::{Generator, Shell};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use super::{Args, CliError, help, named, settings};

pub(super) const COMPLETIONS_EXAMPLES: &str = "\
Examples:
  source <(sharecap completions bash)               (a line of ~/.bashrc)
  sharecap completions zsh > ~/.zfunc/_sharecap     (with ~/.zfunc in $fpath)
  sharecap completions fish > ~/.config/fish/completions/sharecap.fish
  sharecap completions elvish >> ~/.config/elvish/rc.elv
  sharecap completions powershell >> $PROFILE";

pub(super) const MAN_EXAMPLES: &str = "\
Examples:
  sharecap man | man -l -
  sharecap man --out ~/.local/share/man/man1";

const NAME: &str = env!("CARGO_PKG_NAME");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Prints the script that completes the command line in a shell.
///
/// # Errors
/// When it cannot be printed.
pub(super) fn completions(shell: Shell, stdout: &mut dyn Write) -> Result<(), CliError> {
    let mut command = visible(&settings::shaped(Args::command()));
    command.set_bin_name(NAME);
    command.build();
    Ok(shell.try_generate(&command, stdout)?)
}

/// The command with what is for typing below it: shells would offer what is hidden as well.
fn visible(command: &Command) -> Command {
    let typed = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    Command::new(NAME).version(VERSION).subcommands(typed.cloned())
}

/// Prints the man page of the program, or writes those of the program and of every command into a folder.
///
/// # Errors
/// When one cannot be written.
pub(super) fn man(out: Option<&Path>, stdout: &mut dyn Write, stderr: &mut dyn Write) -> Result<(), CliError> {
    let mut command = settings::shaped(Args::command()).disable_help_subcommand(true);
    command.build();
    let Some(folder) = out else { return Ok(page(&command, stdout)?) };
    fs::create_dir_all(folder).map_err(|error| named(&error, folder))?;
    let written = write_pages(&command, folder)?;
    writeln!(stderr, "{}: {written} man pages", folder.display())?;
    Ok(())
}

/// Writes the page of a command and those of the commands below it; gives their number.
fn write_pages(command: &Command, folder: &Path) -> Result<usize, CliError> {
    let file: PathBuf = folder.join(format!("{}.1", page_name(command)));
    let mut bytes = Vec::new();
    page(command, &mut bytes)?;
    fs::write(&file, bytes).map_err(|error| named(&error, &file))?;
    let below = command.get_subcommands().filter(|sub| !sub.is_hide_set());
    below.map(|sub| write_pages(sub, folder)).sum::<Result<usize, _>>().map(|below| below + 1)
}

/// `sharecap-snapshots-prune`.
fn page_name(command: &Command) -> &str {
    command.get_display_name().unwrap_or_else(|| command.get_name())
}

/// One man page. Without a date: the same program writes the same bytes.
fn page(command: &Command, out: &mut dyn Write) -> io::Result<()> {
    let man = Man::new(command.clone()).title(page_name(command).to_uppercase()).source(format!("{NAME} {VERSION}"));
    let man = man.manual("sharecap manual");
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.get_subcommands().next().is_some() {
        man.render_subcommands_section(out)?;
    }
    sections(command).to_writer(out)
}

/// What `--help` has behind the arguments, as sections with lines that stand as they are.
fn sections(command: &Command) -> Roff {
    let mut roff = Roff::new();
    let behind = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
    for (heading, lines) in help::blocks(behind.as_deref().unwrap_or_default()) {
        // The name that man pages have for it.
        let heading = if heading == "Exit codes" { "exit status" } else { heading };
        roff.control("SH", [heading.to_uppercase().as_str()]);
        roff.control("nf", []);
        for line in lines {
            roff.text([roman(line.strip_prefix("  ").unwrap_or(line))]);
        }
        roff.control("fi", []);
    }
    if page_name(command) != NAME {
        roff.control("SH", ["SEE ALSO"]);
        roff.text([bold(NAME), roman("(1)")]);
    }
    roff
}
