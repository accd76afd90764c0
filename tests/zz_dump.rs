mod returns;
use sharecap::filing::{Language};
use sharecap::synth::{LegacyStyle, TextStyle, draw_legacy_text};
use sharecap::synth::random::legacy_return;
use std::fs;
#[test]
fn dump() {
    for style in TextStyle::ALL {
        let dir = format!("/tmp/lt/s_{style:?}");
        fs::create_dir_all(&dir).unwrap();
        fs::create_dir_all("/tmp/lt/s_truth").unwrap();
        for seed in 3000..3140u64 {
            let language = [Language::English, Language::TraditionalChinese][usize::from(seed % 2 == 1)];
            let filing = legacy_return(seed, language);
            fs::write(format!("{dir}/s{seed}.txt"), draw_legacy_text(&filing, &LegacyStyle::random(seed), style)).unwrap();
            let mut out = String::from("table,row,column,value,note\n");
            for cell in returns::cells(&filing) { out.push_str(&format!("{cell:?}\n")); }
            fs::write(format!("/tmp/lt/s_truth/s{seed}.dbg"), out).unwrap();
        }
    }
}
