//! What a setting is worth that was not typed: what the environment says, else the config file, else its default.
//!
//! A setting is declared once, as an argument of clap: its id is its key in the file, and in capitals behind `SHARECAP_`
//! its variable in the environment. Every argument of `ingest` is one; other commands share those of [`ReadArgs`] that
//! they have. What environment and file say becomes clap's default before clap looks at what was typed. Hence the
//! precedence, and hence a value is read by the same rules wherever it stands.

use std::any::TypeId;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, ArgMatches, Args as _, Command, Id};

use super::read::{Graded, ReadArgs};
use super::{CliError, config};

/// What the names of settings begin with in the environment.
const PREFIX: &str = "SHARECAP_";
/// The command whose arguments are the settings.
const INGEST: &str = "ingest";
/// The setting that names the file, and so cannot stand in it.
const CONFIG: &str = "config";
/// What the tests of this project read from the environment.
const OF_TESTS: [&str; 2] = ["SHARECAP_PYTHON", "SHARECAP_NO_SKIP"];

/// Variables of the environment, whoever they are for.
pub(super) type Environment = BTreeMap<OsString, OsString>;
/// What was said of settings: for each the texts that would be typed, one or, of a list, several.
pub(super) type Said = BTreeMap<String, Vec<OsString>>;

/// What was typed, and what environment and file say where nothing was.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) matches: ArgMatches,
    /// A sentence about every variable that looks like a setting and is none.
    pub(super) warnings: Vec<String>,
}

/// Reads the command line on top of the environment and of the config file.
///
/// # Errors
/// [`CliError::Typed`] for what clap refuses or answers itself, as `--help`; [`CliError::Usage`] for what it would refuse
/// of the environment or the file: with the variable, or with line and column.
pub(super) fn gather(command: Command, typed: &[OsString], environment: &Environment) -> Result<Gathered, CliError> {
    let command = shaped(command);
    let first = first_look(&command, typed)?;
    let Some((_, chosen)) = first.subcommand().filter(|(name, _)| has_settings(&command, name)) else {
        return Ok(Gathered { matches: command.try_get_matches_from(typed)?, warnings: Vec::new() });
    };
    let typed_file = chosen.get_one::<PathBuf>(CONFIG).map(|file| (file.clone(), format!("--{CONFIG}")));
    let file = typed_file.or_else(|| Some((value_of(environment, CONFIG)?.into(), variable(CONFIG))));
    let settings: Vec<Setting> = settings(&command).collect();
    let mut said = match file {
        Some((file, named_by)) => config::load(&file, &named_by, &settings)?,
        None => Said::new(),
    };
    said.extend(in_environment(&settings, environment)?);
    let filled = of_settings(command, |arg| fill(arg, &said));
    Ok(Gathered { matches: filled.try_get_matches_from(typed)?, warnings: strangers(&settings, environment) })
}

/// Whether a command has settings; of the others, neither environment nor file is looked at.
fn has_settings(command: &Command, name: &str) -> bool {
    command.find_subcommand(name).is_some_and(has_config)
}

fn has_config(command: &Command) -> bool {
    command.get_arguments().any(|arg| arg.get_id() == CONFIG)
}

/// What was typed, whatever is missing: it may stand in the file, and which file that is has to be known first.
fn first_look(command: &Command, typed: &[OsString]) -> Result<ArgMatches, CliError> {
    let relaxed = command.clone().mut_subcommand(INGEST, |ingest| ingest.mut_args(|arg| arg.required(false)));
    relaxed.try_get_matches_from(typed).map_err(|error| {
        // The strict command says it better.
        command.clone().try_get_matches_from(typed).err().unwrap_or(error).into()
    })
}

/// The command with its settings in shape: switches that can be switched off, help that names the variable.
pub(super) fn shaped(command: Command) -> Command {
    of_settings(command, shape)
}

/// Changes the arguments that are settings, of every command. Those of `ingest` all are; `--out` of `report` is another.
fn of_settings(command: Command, change: impl Fn(Arg) -> Arg) -> Command {
    let shared = ReadArgs::augment_args(Command::new("shared"));
    let is_shared = |id: &Id| shared.get_arguments().any(|arg| arg.get_id() == id);
    command.mut_subcommands(|sub| {
        let is_ingest = sub.get_name() == INGEST;
        let takes_some = has_config(&sub);
        let is_setting = |arg: &Arg| is_ingest || takes_some && is_shared(arg.get_id());
        sub.mut_args(|arg| if is_setting(&arg) { change(arg) } else { arg })
    })
}

fn shape(arg: Arg) -> Arg {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let variable = variable(arg.get_id().as_str());
    let arg = arg.long_help(format!("{help} [env: {variable}]"));
    if !matches!(arg.get_action(), ArgAction::SetTrue) {
        return arg;
    }
    // `--prune` and `--prune=false`, for what file or environment switch on.
    let switch = arg.action(ArgAction::Set).num_args(0..=1).require_equals(true).value_name("BOOL");
    switch
        .value_parser(BoolishValueParser::new())
        .default_value("false")
        .default_missing_value("true")
        .hide_default_value(true)
        .hide_possible_values(true)
}

/// The settings, in the order in which `ingest --help` has them.
fn settings(command: &Command) -> impl Iterator<Item = Setting> {
    let ingest = command.find_subcommand(INGEST).into_iter();
    ingest.flat_map(Command::get_arguments).filter(|arg| arg.get_id() != CONFIG).map(Setting::new)
}

/// `max_file_bytes` → `SHARECAP_MAX_FILE_BYTES`.
fn variable(id: &str) -> String {
    format!("{PREFIX}{}", id.to_ascii_uppercase())
}

/// The value of a setting in the environment; one that is empty counts as none, for some cannot unset a variable.
fn value_of<'e>(environment: &'e Environment, id: &str) -> Option<&'e OsString> {
    environment.get(OsStr::new(&variable(id))).filter(|value| !value.is_empty())
}

fn in_environment(settings: &[Setting], environment: &Environment) -> Result<Said, CliError> {
    let mut said = Said::new();
    for setting in settings {
        let Some(value) = value_of(environment, &setting.id) else { continue };
        let texts = setting.split(value);
        if let Some(reason) = texts.iter().find_map(|text| setting.refuses(text)) {
            return Err(CliError::Usage(format!("{} in the environment: {reason}", variable(&setting.id))));
        }
        said.insert(setting.id.clone(), texts);
    }
    Ok(said)
}

fn fill(arg: Arg, said: &Said) -> Arg {
    match said.get(arg.get_id().as_str()) {
        Some(texts) if !texts.is_empty() => arg.required(false).default_values(texts),
        _ => arg,
    }
}

/// A word about every variable that looks like a setting and is none: typing errors are silent otherwise.
fn strangers(settings: &[Setting], environment: &Environment) -> Vec<String> {
    let variables: Vec<String> = settings.iter().map(|setting| variable(&setting.id)).collect();
    let is_known = |name: &str| {
        name == variable(CONFIG) || OF_TESTS.contains(&name) || variables.iter().any(|variable| variable == name)
    };
    let names = environment.keys().map(|name| name.to_string_lossy());
    let strange = names.filter(|name| name.starts_with(PREFIX) && !is_known(name));
    strange
        .map(|name| {
            let near = nearest(&name, variables.iter().map(String::as_str));
            format!("{name} in the environment is no setting{near}; sharecap {INGEST} --help names them all")
        })
        .collect()
}

/// `; did you mean jobs?`: the name with which a text has the longest beginning in common, if that is a good part of it.
pub(super) fn nearest<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> String {
    let common = |name: &str| name.chars().zip(text.chars()).take_while(|(a, b)| a == b).count();
    let nearest = names.max_by_key(|name| common(name)).filter(|name| 2 * common(name) > name.len());
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

/// A setting, as its argument declares it.
pub(super) struct Setting {
    /// Its key in the file.
    pub(super) id: String,
    /// What each of its values is.
    pub(super) kind: Kind,
    /// Whether it has several.
    pub(super) is_list: bool,
    /// A command that takes one such value and nothing else.
    probe: Command,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Switch,
    Number,
    Path,
    /// `KEY=VALUE`, in the file a line of a table.
    Pair,
    Text,
}

impl Kind {
    fn of(arg: &Arg) -> Self {
        let of_type = arg.get_value_parser().type_id();
        let numbers = [TypeId::of::<u64>(), TypeId::of::<NonZeroU64>(), TypeId::of::<NonZeroUsize>()];
        if of_type == TypeId::of::<bool>() {
            Self::Switch
        } else if numbers.iter().any(|number| of_type == *number) {
            Self::Number
        } else if of_type == TypeId::of::<PathBuf>() {
            Self::Path
        } else if of_type == TypeId::of::<Graded>() {
            Self::Pair
        } else {
            Self::Text
        }
    }
}

impl Setting {
    fn new(arg: &Arg) -> Self {
        let value = Arg::new("value").value_parser(arg.get_value_parser().clone()).allow_hyphen_values(true);
        Self {
            id: arg.get_id().to_string(),
            kind: Kind::of(arg),
            is_list: matches!(arg.get_action(), ArgAction::Append),
            probe: Command::new("probe").no_binary_name(true).disable_help_flag(true).arg(value),
        }
    }

    /// Why a text is no value of this setting; `None` when it is one.
    pub(super) fn refuses(&self, text: &OsStr) -> Option<String> {
        let error = self.probe.clone().try_get_matches_from([OsStr::new("--"), text]).err()?;
        Some(refusal(&error, &text.to_string_lossy()))
    }

    /// The values that one variable holds: of a list, paths are divided as in `PATH`, all else by commas.
    fn split(&self, value: &OsStr) -> Vec<OsString> {
        match (self.is_list, self.kind, value.to_str()) {
            (true, Kind::Path, _) => std::env::split_paths(value).map(PathBuf::into_os_string).collect(),
            (true, _, Some(text)) => text.split(',').map(|text| text.trim().into()).collect(),
            _ => vec![value.to_owned()],
        }
    }
}

/// Why clap refuses a value, in words for whoever did not type it.
fn refusal(error: &clap::Error, value: &str) -> String {
    match (error.source(), error.get(ContextKind::ValidValue)) {
        (_, Some(ContextValue::Strings(valid))) if !valid.is_empty() => {
            format!("`{value}` is none of {}", valid.join(", "))
        }
        (Some(cause), _) => format!("`{value}`: {cause}"),
        (None, _) => format!("`{value}`: {}", error.kind()),
    }
}

/// What clap refuses, for a caller who gave `max_file_bytes=` and typed no `--max-file-bytes`.
pub(super) fn refused(error: &clap::Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (Some(option), Some(value)) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue)) else {
        let said = error.to_string();
        let said = said.split("\n\n").next().unwrap_or_default();
        return said.strip_prefix("error: ").unwrap_or(said).to_owned();
    };
    let name: String = option.trim_start_matches('-').chars().take_while(|c| !c.is_whitespace()).collect();
    format!("{}: {}", name.replace('-', "_"), refusal(error, value))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::CommandFactory;
    use toml::Table;

    use super::*;
    use crate::cli::Args;

    const FILE: &str = include_str!("../../config/sharecap.toml");

    /// What `ingest`, or `report` where that is typed, takes after the command line, an environment and a file.
    fn taken(
        typed: &[&str],
        environment: &[(&str, &str)],
        file: &str,
    ) -> Result<BTreeMap<String, Vec<String>>, String> {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("sharecap.toml");
        fs::write(&config, file).unwrap();
        let command: &[&str] = if typed.contains(&"report") { &["sharecap"] } else { &["sharecap", "ingest"] };
        let typed: Vec<OsString> = command.iter().chain(typed).map(OsString::from).collect();
        let mut environment: Environment = environment.iter().map(|(a, b)| (a.into(), b.into())).collect();
        environment.insert("SHARECAP_CONFIG".into(), config.into());
        let gathered = gather(Args::command(), &typed, &environment).map_err(|error| error.to_string())?;
        let (_, chosen) = gathered.matches.subcommand().unwrap();
        let raw = |id: &str| chosen.get_raw(id).map(|raw| raw.map(|text| text.to_str().unwrap().to_owned()).collect());
        Ok(chosen.ids().filter_map(|id| Some((id.to_string(), raw(id.as_str())?))).collect())
    }

    #[test]
    fn every_argument_of_ingest_stands_in_the_documented_file_with_its_default() {
        let command = shaped(Args::command());
        let ingest = command.find_subcommand(INGEST).unwrap();
        // Keys that have no default stand behind a `#`.
        let keys = FILE.replace("\n# ", "\n");
        for arg in ingest.get_arguments().filter(|arg| arg.get_id() != CONFIG) {
            let id = arg.get_id().as_str();
            assert!(
                keys.lines().any(|line| line.starts_with(&format!("{id} = ")) || line == format!("[{id}]")),
                "config/sharecap.toml does not have {id}"
            );
            assert!(FILE.contains(&format!("`{}`", typed(arg))), "config/sharecap.toml does not name {}", typed(arg));
            let help = arg.get_long_help().unwrap().to_string();
            assert!(help.contains(&format!("[env: {}]", variable(id))), "{help}");
        }
        let table: Table = FILE.parse().unwrap();
        for (key, value) in &table {
            let arg = ingest.get_arguments().find(|arg| arg.get_id() == key.as_str());
            let arg = arg.unwrap_or_else(|| panic!("{key} is no argument of ingest"));
            let stated = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let default: Vec<&str> = arg.get_default_values().iter().filter_map(|text| text.to_str()).collect();
            let is_empty = value.as_array().is_some_and(Vec::is_empty) || value.as_table().is_some_and(Table::is_empty);
            assert!(default == [stated.as_str()] || is_empty && default.is_empty(), "{key} = {value}, not {default:?}");
        }
        for arg in ingest.get_arguments().filter(|arg| !arg.get_default_values().is_empty()) {
            assert!(table.contains_key(arg.get_id().as_str()), "config/sharecap.toml lacks the default of {arg}");
        }
    }

    /// `--out`, or `DIR`.
    fn typed(arg: &Arg) -> String {
        arg.get_long().map_or_else(|| arg.get_value_names().unwrap()[0].to_string(), |long| format!("--{long}"))
    }

    #[test]
    fn every_command_is_sound() {
        shaped(Args::command()).debug_assert();
    }

    #[test]
    fn what_is_typed_wins_over_the_environment_and_that_over_the_file() {
        let file = "folders = [\"a\", \"b\"]\nout = \"file\"\njobs = 3\nprune = true\ntimeout_seconds = 1_0";
        let all = taken(&[], &[], file).unwrap();
        assert_eq!((&all["folders"], &all["out"]), (&vec!["a".to_owned(), "b".to_owned()], &vec!["file".to_owned()]));
        assert_eq!(
            (&all["jobs"][0], &all["prune"][0], &all["timeout_seconds"][0]),
            (&"3".into(), &"true".into(), &"10".into())
        );
        let environment = [("SHARECAP_OUT", "environment"), ("SHARECAP_PRUNE", "0"), ("SHARECAP_JOBS", "")];
        let all = taken(&[], &environment, file).unwrap();
        assert_eq!(
            (&all["out"][0], &all["prune"][0], &all["jobs"][0]),
            (&"environment".into(), &"0".into(), &"3".into())
        );
        let all = taken(&["c", "--out", "typed", "--prune"], &environment, file).unwrap();
        assert_eq!(
            (&all["folders"], &all["out"][0], &all["prune"][0]),
            (&vec!["c".into()], &"typed".into(), &"true".into())
        );
        let all = taken(&["--prune=false"], &[], file).unwrap();
        assert_eq!(all["prune"], ["false"]);
        let error = taken(&[], &[], "out = \"file\"").unwrap_err();
        assert!(error.contains("not provided") && error.contains("<DIR>..."), "{error}");
    }

    #[test]
    fn other_commands_take_what_they_share_and_nothing_that_is_only_called_the_same() {
        let file = "folders = [\"a\"]\nout = \"dataset\"\nreader = \"first\"\ndeny = [\"error\"]\n";
        let all =
            taken(&["report", "dataset"], &[("SHARECAP_OUT", "b"), ("SHARECAP_TIMEOUT_SECONDS", "9")], file).unwrap();
        assert_eq!((&all["reader"][0], &all["timeout_seconds"][0]), (&"first".into(), &"9".into()));
        assert!(!all.contains_key("out"), "a page is not written over a dataset: {all:?}");
    }

    #[test]
    fn lists_are_divided_in_the_environment_as_people_divide_them() {
        let environment = [
            ("SHARECAP_FOLDERS", "/a,1:/b"),
            ("SHARECAP_OUT", "/o:1"),
            ("SHARECAP_DENY", "error, crashed"),
            ("SHARECAP_SEVERITY", "copy=error,truncated=info"),
        ];
        let all = taken(&[], &environment, "").unwrap();
        assert_eq!((&all["folders"], &all["out"]), (&vec!["/a,1".into(), "/b".into()], &vec!["/o:1".into()]));
        assert_eq!(
            (&all["deny"], &all["severity"][1]),
            (&vec!["error".into(), "crashed".into()], &"truncated=info".into())
        );
    }

    #[test]
    fn what_cannot_be_is_refused_where_it_stands() {
        for (file, message) in [
            ("jobs = 0\n", "line 1, column 8: jobs: `0`: number would be zero for non-zero type"),
            ("\njobz = 2\n", "line 2, column 1: there is no setting `jobz`; did you mean jobs?"),
            ("config = \"x\"\n", "line 1, column 1: there is no setting `config`"),
            ("jobs = \"2\"\n", "line 1, column 8: jobs: write a whole number, not a string"),
            ("prune = 1\n", "line 1, column 9: prune: write true or false, not an integer"),
            ("out = true\n", "line 1, column 7: out: write a text in quotes, not a boolean"),
            ("folders = \"a\"\n", "line 1, column 11: folders: write a list: [\"…\", \"…\"]"),
            ("deny = [\"error\", \"horror\"]\n", "line 1, column 18: deny: `horror`: "),
            ("log_format = \"xml\"\n", "line 1, column 14: log_format: `xml` is none of human, json"),
            ("[severity]\ncopy = \"bad\"\n", "line 2, column 1: severity: `copy=bad`: "),
            ("[severity]\ncopi = \"info\"\n", "line 2, column 1: severity: `copi=info`: "),
            ("since = \"yesterday\"\n", "line 1, column 9: since: `yesterday`: "),
            ("out = \"a\"\nout = \"b\"\n", "line 2, column 1: duplicate key"),
        ] {
            let error = taken(&["a", "--out", "o"], &[], file).unwrap_err();
            assert!(error.contains("sharecap.toml, ") && error.contains(message), "{file}: {error}");
        }
        for (variable, value, message) in [
            ("SHARECAP_JOBS", "0", "SHARECAP_JOBS in the environment: `0`: number would be zero"),
            ("SHARECAP_DENY", "error,horror", "SHARECAP_DENY in the environment: `horror`: "),
            ("SHARECAP_WAIT", "perhaps", "SHARECAP_WAIT in the environment: `perhaps`"),
        ] {
            let error = taken(&["a", "--out", "o"], &[(variable, value)], "").unwrap_err();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn variables_that_are_none_are_named() {
        let settings: Vec<Setting> = settings(&shaped(Args::command())).collect();
        let names = ["SHARECAP_JOBZ", "SHARECAP_CONFIG", "SHARECAP_NO_SKIP", "SHARECAP_OUT", "PATH"];
        let environment = names.iter().map(|name| (name.into(), "1".into())).collect();
        let [warning] = &strangers(&settings, &environment)[..] else { panic!("one is strange") };
        assert!(warning.starts_with("SHARECAP_JOBZ ") && warning.contains("did you mean SHARECAP_JOBS?"), "{warning}");
    }
}
