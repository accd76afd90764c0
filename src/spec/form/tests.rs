use super::*;

#[test]
fn the_built_in_specs_are_sound() {
    let names: Vec<&str> = Forms::builtin().specs.iter().map(|spec| spec.name.as_str()).collect();
    assert_eq!(names, ["ff301_v1_0_1", "ff301_v1_0_2", "ff301_v1_1", "ff301_v1_2", "legacy_equity"]);
    for spec in Forms::builtin().specs.iter().filter(|spec| spec.form == Form::Ff301) {
        let keys: Vec<&str> = spec.sections.iter().map(|section| section.key.as_str()).collect();
        assert_eq!(keys, ["I", "II", "III", "A", "B", "C", "D", "E", "IV", "V"]);
    }
}

#[test]
fn columns_follow_the_printed_order() {
    let spec = Forms::builtin().for_version(Form::Ff301, "1.1.0").unwrap();
    let keys: Vec<&str> = spec.section("A").unwrap().columns.iter().map(|column| column.key.as_str()).collect();
    let printed = [
        "particulars",
        "opening",
        "movement",
        "closing",
        "new_shares",
        "treasury_shares",
        "issuable",
        "total_issuable",
    ];
    assert_eq!(keys, printed);
}

#[test]
fn an_unknown_version_is_read_with_the_nearest_older_spec() {
    let nearest = |version| Forms::builtin().nearest(Form::Ff301, version).map(|spec| spec.name.as_str());
    assert_eq!(nearest("1.3.0"), Some("ff301_v1_2"));
    assert_eq!(nearest("1.1.7"), Some("ff301_v1_1"));
    assert_eq!(nearest("0.9.0"), Some("ff301_v1_0_1"));
    assert_eq!(nearest("2.0.0"), Some("ff301_v1_2"));
}

fn load_error(text: &str) -> String {
    Forms::load(&[("broken", text)]).unwrap_err().to_string()
}

#[test]
fn unknown_keys_name_line_and_column() {
    let error = load_error("form = \"ff301\"\nversions = [\"9\"]\ncolour = \"red\"\n");
    assert!(error.starts_with("broken: line 3, column 1: unknown field `colour`"), "{error}");
}

#[test]
fn a_column_that_is_neither_placed_nor_absent_is_an_error() {
    let text = "form = \"ff301\"\nversions = [\"9\"]\n[section.D]\nshape = \"records\"\ntable = \"agreement_movements\"\n\
                [section.D.heading]\nen = [\"D\"]\n[section.D.column.x]\nen = [\"X\"]\nvalues = [\"description\"]\n";
    assert_eq!(load_error(text), "broken: section.D: `general_meeting_date` is neither placed nor absent");
}

#[test]
fn a_column_that_the_table_does_not_have_is_an_error() {
    let text = "form = \"ff301\"\nversions = [\"9\"]\n[section.D]\nshape = \"records\"\ntable = \"agreement_movements\"\n\
                [section.D.column.x]\nen = [\"X\"]\nvalues = [\"colour\"]\n";
    assert_eq!(load_error(text), "broken: section.D: table `agreement_movements` has no column `colour`");
}
