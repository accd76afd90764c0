//! A web page in one file: what `explain` and `report` write.
//!
//! A page names nothing outside of itself, and a policy in its head holds it to that: it works from `file://`, without a
//! network, and text from a filing can neither run nor load anything. Markup is made with [`maud`], which escapes text.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value as Json;

use crate::filing::Language;

/// Colours, type and the elements that all pages share.
const BASE_STYLE: &str = include_str!("page/base.css");

/// Nothing is loaded; only what stands in the page itself runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; \
                      base-uri 'none'; form-action 'none'";

/// Something a page says, in both languages: a script changes one for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phrase {
    /// In English.
    pub en: &'static str,
    /// In Chinese.
    pub zh: &'static str,
}

impl Phrase {
    /// The same in English and in Chinese.
    #[must_use]
    pub const fn new(en: &'static str, zh: &'static str) -> Self {
        Self { en, zh }
    }

    /// The words of one language.
    #[must_use]
    pub fn now(&self, is_chinese: bool) -> &'static str {
        if is_chinese { self.zh } else { self.en }
    }

    /// The words of one language as an element that holds both.
    #[must_use]
    pub fn element(&self, is_chinese: bool) -> Markup {
        html! { span data-en=(self.en) data-zh=(self.zh) { (self.now(is_chinese)) } }
    }
}

/// The parts of a page.
#[derive(Debug, Clone)]
pub struct Page<'a> {
    /// What the window is called.
    pub title: &'a str,
    /// The language that the page opens in.
    pub language: Language,
    /// Rules of its own, after those that all pages share.
    pub style: &'a str,
    /// What it shows.
    pub body: Markup,
    /// What the script works on: it finds it as the text of the element `data`.
    pub data: &'a Json,
    /// What it does; run when the body is there.
    pub script: &'a str,
}

impl Page<'_> {
    /// The page as the file holds it.
    #[must_use]
    pub fn into_html(self) -> String {
        let page = html! {
            (DOCTYPE)
            html lang=(self.language.tag()) {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="generator" content={ "sharecap " (env!("CARGO_PKG_VERSION")) };
                    title { (self.title) }
                    style { (PreEscaped(BASE_STYLE)) (PreEscaped(self.style)) }
                }
                body {
                    (self.body)
                    script type="application/json" id="data" { (PreEscaped(in_script(self.data))) }
                    script { (PreEscaped(self.script)) }
                }
            }
        };
        page.into_string()
    }
}

/// JSON in which no text can end the element that holds it.
fn in_script(data: &Json) -> String {
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn text_of_a_filing_stays_text() {
        let evil = "</script><script>alert(1)</script>";
        let data = json!({ "text": evil });
        let body = html! { p { (evil) } };
        let page = Page { title: evil, language: Language::English, style: "", body, data: &data, script: "" };
        let html = page.into_html();
        assert_eq!(html.matches("<script").count(), 2, "{html}");
        assert!(!html.contains("<script>alert"), "{html}");
        let inside = html.split("id=\"data\">").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
        assert_eq!(serde_json::from_str::<Json>(inside).unwrap(), data);
    }
}
