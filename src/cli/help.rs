//! What `--help` says beside the list of arguments, and how it is set.
//!
//! The texts behind that list are blocks, divided by blank lines: a heading that ends with a colon, and indented lines
//! below it that stand as they are. [`styled`] sets the headings as clap sets its own, and the man pages make sections of
//! them ([`blocks`]). Indented lines fit into 80 columns, for they are not wrapped well.

use std::collections::BTreeMap;

use clap::Command;
use clap::builder::StyledStr;

const EXAMPLES: &str = "\
Examples:
  sharecap parse return.pdf --format table     one filing, as a person reads it
  sharecap ingest filings --out dataset        folders of filings: a dataset
  sharecap views dataset | duckdb shares.db    the dataset in DuckDB, with views
  sharecap explain return.pdf -o page.html     every value boxed on its page
  sharecap help ingest                         all about one command";

const DOCUMENTATION: &str = concat!(
    "Documentation:\n  ",
    env!("CARGO_PKG_REPOSITORY"),
    "\n  sharecap dictionary                          every table and column"
);

/// Behind `sharecap -h`.
pub(super) fn start() -> String {
    format!("{EXAMPLES}\n\n{DOCUMENTATION}")
}

/// Behind `sharecap --help`.
pub(super) fn whole() -> String {
    format!("{}\n\n{FILES}\n\n{ENVIRONMENT}\n\n{EXIT_CODES}", start())
}

const FILES: &str = "\
Files:
  DATASET/current                                        the newest snapshot
  DATASET/snapshots/000001/TABLE/year=2024/part-0.parquet
  DATASET/snapshots/000001/manifest.json                 what was published";

const ENVIRONMENT: &str = "\
Environment:
  SHARECAP_…         an option of ingest, parse, explain, check or report, as
                     SHARECAP_JOBS; what is typed wins, then this, then --config
  SOURCE_DATE_EPOCH  the moment that is published as ingested_at, in seconds
                     since 1970: the same files give the same bytes
  NO_COLOR           where it is set and not empty, nothing is coloured";

const EXIT_CODES: &str = "\
Exit codes:
  0  done: published (or nothing was new), printed, or the filing was read
  1  ingest, check, gaps: there is something that --deny names
     (ingest: it was published all the same);
     parse, explain: the filing was rejected
     (explain writes its page all the same);
     snapshots verify: a snapshot is not what its manifest says
  2  the command line, the environment or the config file is wrong
  3  ingest: nothing was published, what was current still is;
     or no process to read in could be started;
     or the dataset could not be read
  4  the output could not be written";

/// What stands behind the help of one command: its examples, and its exit codes, with those that all commands share.
pub(super) fn behind(examples: &str, codes: &[(u8, &str)]) -> String {
    let shared =
        [(2, "the command line, the environment or the config file is wrong"), (4, "the output could not be written")];
    let codes: BTreeMap<u8, &str> = shared.iter().chain(codes).copied().collect();
    let lines: Vec<String> = codes.iter().map(|(code, means)| format!("  {code}  {means}")).collect();
    format!("{examples}\n\nExit codes:\n{}", lines.join("\n"))
}

/// A heading, without its colon, and the lines below it.
pub(super) type Block<'t> = (&'t str, Vec<&'t str>);

/// The blocks of a text behind the list of arguments.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    text.split("\n\n").filter_map(|block| {
        let (heading, lines) = block.split_once('\n')?;
        Some((heading.strip_suffix(':')?, lines.lines().collect()))
    })
}

/// The command and those below it with their headings set as clap sets its own. On a terminal only: clap takes off what
/// styles a text where it goes elsewhere, or where `NO_COLOR` is set.
pub(super) fn styled(command: Command) -> Command {
    let style = *command.get_styles().get_header();
    let set = |text: &StyledStr| {
        let text = text.to_string();
        let blocks = blocks(&text).map(|(heading, lines)| format!("{style}{heading}:{style:#}\n{}", lines.join("\n")));
        StyledStr::from(blocks.collect::<Vec<_>>().join("\n\n"))
    };
    let (short, long) = (command.get_after_help().map(set), command.get_after_long_help().map(set));
    let command = short.into_iter().fold(command, Command::after_help);
    long.into_iter().fold(command, Command::after_long_help).mut_subcommands(styled)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::Args;

    /// Every command but the one that is not for typing, with those below it.
    fn commands(command: &Command) -> Vec<&Command> {
        let below = command.get_subcommands().filter(|command| !command.is_hide_set());
        std::iter::once(command).chain(below.flat_map(commands)).collect()
    }

    fn behind_long(command: &Command) -> String {
        command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string).unwrap_or_default()
    }

    #[test]
    fn every_command_has_examples_that_are_commands() {
        let all = Args::command();
        for command in commands(&all) {
            let (name, text) = (command.get_name(), behind_long(command));
            let examples = blocks(&text).find(|(heading, _)| *heading == "Examples");
            let (_, lines) = examples.unwrap_or_else(|| panic!("{name} has no examples"));
            assert!(lines.iter().any(|line| line.contains("sharecap ")), "{name}: {lines:?}");
            let short = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(short.starts_with("Examples:"), "{name} -h: {short}");
        }
    }

    /// Nothing is lost where the blocks are set, and no line is torn on a terminal of 80 columns.
    #[test]
    fn texts_are_blocks_with_lines_that_fit() {
        let all = Args::command();
        for text in commands(&all).into_iter().map(behind_long) {
            let whole: Vec<String> =
                blocks(&text).map(|(heading, lines)| format!("{heading}:\n{}", lines.join("\n"))).collect();
            assert_eq!(whole.join("\n\n"), text);
            for line in blocks(&text).flat_map(|(_, lines)| lines) {
                assert!(line.starts_with("  ") && line.chars().count() <= 80, "{line}");
            }
        }
    }

    #[test]
    fn lists_of_commands_are_short() {
        for command in commands(&Args::command()) {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !about.contains('`'), "{}: {about}", command.get_name());
            assert!(command.get_name() == "sharecap" || about.len() <= 72, "{}: {about}", command.get_name());
        }
    }

    #[test]
    fn exit_codes_are_in_order() {
        let text = behind("Examples:\n  sharecap", &[(0, "done"), (3, "not done")]);
        let codes: Vec<&str> = text.lines().skip(4).map(|line| &line[2..3]).collect();
        assert_eq!(codes, ["0", "2", "3", "4"], "{text}");
    }
}
