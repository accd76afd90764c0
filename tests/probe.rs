mod returns;
use returns::{cells, differences, describe, is_heard};
use std::fmt::Write as _;
use sharecap::extract::{extract, Limits, Page, Rule, Word};
use sharecap::filing::Language;
use sharecap::synth::random::legacy_return;
use sharecap::synth::{LegacyStyle, draw_legacy_pdf};

fn twips(points: f32) -> i64 { (points * 20.0).round() as i64 }

fn lines(page: &Page) -> Vec<Vec<&Word>> {
    let mut words: Vec<&Word> = page.words.iter().collect();
    words.sort_by(|a, b| a.bbox.y1.total_cmp(&b.bbox.y1));
    let mut lines: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if (line[0].bbox.y1 - word.bbox.y1).abs() < 1.5 => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    for line in &mut lines { line.sort_by(|a, b| a.bbox.x0.total_cmp(&b.bbox.x0)); }
    lines
}

fn rtf(pages: &[Page]) -> String {
    let (width, height) = (twips(pages[0].width), twips(pages[0].height));
    let mut out = format!("{{\\rtf1\\ansi\\deff0{{\\fonttbl{{\\f0 Liberation Sans;}}}}\\paperw{width}\\paperh{height}\\margl0\\margr0\\margt0\\margb0\n");
    for (number, page) in pages.iter().enumerate() {
        let mut above = 0.0;
        for (index, line) in lines(page).iter().enumerate() {
            let mut segments: Vec<(String, f32, f32)> = Vec::new();
            for word in line {
                match segments.last_mut() {
                    Some((text, _, end)) if word.bbox.x0 - *end < 0.7 * word.size => {
                        if word.bbox.x0 - *end > 0.15 * word.size { text.push(' '); }
                        text.push_str(&word.text);
                        *end = word.bbox.x1;
                    }
                    _ => segments.push((word.text.clone(), word.bbox.x0, word.bbox.x1)),
                }
            }
            let whole: String = line.iter().map(|word| word.text.as_str()).collect();
            if whole.starts_with("(Thesefigures") || whole.contains("相符") || whole.contains("相等") || whole.contains("一致") { continue; }
            let y = line[0].bbox.y1;
            let page_break = if number > 0 && index == 0 { "\\pagebb" } else { "" };
            write!(out, "\\pard{page_break}\\sl-{}\\slmult0", twips(y - above).max(20)).unwrap();
            above = y;
            let is_figure = |text: &str| text.chars().all(|c| "0123456789,.()-".contains(c));
            for (text, x0, x1) in &segments {
                if is_figure(text) { write!(out, "\\tqr\\tx{}", twips(*x1)).unwrap(); } else { write!(out, "\\tx{}", twips(*x0)).unwrap(); }
            }
            if index == 0 {
                for rule in &page.rules {
                    let (x, y, w, h) = match *rule {
                        Rule::Horizontal { y, x0, x1 } => (twips(x0), twips(y), twips(x1 - x0), 0),
                        Rule::Vertical { x, y0, y1 } => (twips(x), twips(y0), 0, twips(y1 - y0)),
                    };
                    write!(out, "{{\\*\\do\\dobxpage\\dobypage\\dodhgt1\\dpline\\dpptx0\\dppty0\\dpptx{w}\\dppty{h}\\dpx{x}\\dpy{y}\\dpxsize{w}\\dpysize{h}\\dplinew10\\dplinecor0\\dplinecog0\\dplinecob0}}").unwrap();
                }
            }
            write!(out, "\\fs{} ", ((line[0].size * 2.0).round() as i64).max(8)).unwrap();
            for (text, ..) in &segments {
                out.push_str("\\tab ");
                for unit in text.encode_utf16() {
                    match unit {
                        0x5c | 0x7b | 0x7d => { write!(out, "\\{}", char::from(unit as u8)).unwrap(); }
                        32..=126 => out.push(char::from(unit as u8)),
                        _ => write!(out, "\\u{}?", unit as i16).unwrap(),
                    }
                }
            }
            out.push_str("\\par\n");
        }
    }
    out + "}"
}

#[test]
fn probe() {
    let seeds: Vec<u64> = std::env::var("SEEDS").unwrap_or("1 2 3".into()).split(' ').map(|s| s.parse().unwrap()).collect();
    for seed in seeds { for language in [Language::English, Language::TraditionalChinese] {
        let mut filing = legacy_return(seed, language);
        let drawn = draw_legacy_pdf(&filing, &LegacyStyle::random(seed));
        filing.pages = Some(drawn.pages);
        let dir = format!("/tmp/wk/p/l{seed}{}", language.as_str()); std::fs::create_dir_all(&dir).unwrap();
        let document = extract(&drawn.bytes, &Limits::default()).unwrap();
        std::fs::write(format!("{dir}/d.pdf"), &drawn.bytes).unwrap();
        let rtf = rtf(&document.pages);
        std::fs::write(format!("{dir}/r.rtf"), &rtf).unwrap();
        for kind in ["docx"] {
        let name = if kind == "docx" { "docx:MS Word 2007 XML" } else { "doc:MS Word 97" };
        let ok = std::process::Command::new("soffice").args(["-env:UserInstallation=file:///tmp/wk/p/prof", "--headless", "--convert-to", name, "--outdir", &dir, &format!("{dir}/r.rtf")]).output().unwrap();
        assert!(ok.status.success());
        let bytes = std::fs::read(format!("{dir}/r.{kind}")).unwrap();
        match sharecap::pipeline::read_filing(&bytes) {
            Ok(reading) => {
                let d = differences(&filing, &reading.filing);
                let unheard = d.iter().filter(|(cell, _)| !is_heard(&reading, cell)).count();
                println!("seed {seed} {language:?} {kind} cells {} differences {} unheard {unheard} findings {}", cells(&filing).len(), d.len(), reading.findings.len());
                println!("{}", describe(&d).chars().take(400).collect::<String>());
            }
            Err(e) => println!("seed {seed} rejected {e}"),
        }}
    }}
}
