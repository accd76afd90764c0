//! Files that stand in the same folders and are no monthly returns of an equity issuer: drawn to be rejected.

use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use super::band::{Align, Area, Band, Run, Style, many};
use super::flow::{Flow, LEFT, RIGHT, paginate};
use super::fonts::Fonts;
use super::pdf::{Info, Setting, deflate, write_pages};
use crate::filing::Date;

/// A page of running text under a bold heading, with table rows in between.
struct Paper<'a> {
    /// Form number at the page head, if it is a form.
    mark: &'a str,
    heading: &'a str,
    /// Paragraphs; one with tabs in it is a ruled row.
    body: &'a [&'a str],
    chinese: bool,
}

impl Paper<'_> {
    fn draw(&self, fonts: &Fonts, date: Date) -> Vec<u8> {
        let heading = Style { size: 11.0, bold: !self.chinese };
        let mut title = Band::new(48.0);
        title.lines(0, 22.1, 24.0, RIGHT - LEFT, heading, self.heading);
        let mut parts = vec![Flow::Band(title)];
        parts.extend(self.body.iter().map(|paragraph| Flow::Band(paragraph_band(paragraph))));
        let sheets = paginate(parts);
        let head = vec![Run { x: 761.6, y: 27.3, style: Style::BODY, text: self.mark.to_owned() }];
        let heads = vec![if self.mark.is_empty() { Vec::new() } else { head }; sheets.len()];
        let info = Info { release: None, date: Some(date), producer: "sharecap synth" };
        write_pages(&sheets, &heads, &Setting::landscape(self.chinese, fonts), &info)
    }
}

fn paragraph_band(paragraph: &str) -> Band {
    let cells: Vec<&str> = paragraph.split('\t').collect();
    if cells.len() == 1 {
        let mut band = Band::new(22.0);
        let count = band.lines(0, 22.1, 12.0, RIGHT - LEFT - 4.0, Style::BODY, paragraph);
        band.height += many(count.saturating_sub(1)) * Style::BODY.leading();
        return band;
    }
    let mut band = Band::new(29.0);
    let across = (RIGHT - LEFT) / many(cells.len());
    for (at, text) in cells.iter().enumerate() {
        let x0 = LEFT + many(at) * across;
        band.cell(0, Area::new(x0, x0 + across, 0.0, 29.0), Align::Left, Style::BODY, text);
    }
    band
}

/// A next-day disclosure return (FF305).
pub(super) fn next_day_return(fonts: &Fonts, date: Date) -> Vec<u8> {
    let paper = Paper {
        mark: "FF305",
        heading: "Next Day Disclosure Return (Equity issuer - changes in issued shares or treasury shares, share buybacks \
                  and/or on-market sales of treasury shares)",
        body: &[
            "Name of Issuer: Amber Pagoda Retail & Logistics plc",
            "Date Submitted: 12 March 2026",
            "Section I",
            "1. Class of shares\tOrdinary shares\tType of shares\tNot applicable\tListed on the Exchange\tYes",
            "Stock code (if listed)\t09111\tDescription\t",
            "Events\tNumber of issued shares (excluding treasury shares)\tNumber of treasury shares\tTotal number of issued shares",
            "Opening balance as at 11 March 2026\t805,120,000\t1,400,000\t806,520,000",
            "1). Repurchase of shares (shares held as treasury shares)\t-120,000\t120,000\t",
            "Closing balance as at 12 March 2026\t805,000,000\t1,520,000\t806,520,000",
            "Section II",
            "Trading date\tNumber of shares repurchased\tHighest price\tLowest price",
            "12 March 2026\t120,000\tHKD 7.31\tHKD 7.18",
        ],
        chinese: false,
    };
    paper.draw(fonts, date)
}

/// A monthly return of a REIT.
pub(super) fn unit_trust_return(fonts: &Fonts, date: Date) -> Vec<u8> {
    let paper = Paper {
        mark: "FF302",
        heading: "Monthly Return for Collective Investment Scheme listed under Chapter 20 of the Exchange Listing Rules (other \
                  than listed open-ended Collective Investment Scheme) on Movements in Units",
        body: &[
            "For the month ended: 31 March 2026     Status: New Submission",
            "To : Hong Kong Exchanges and Clearing Limited",
            "Name of Scheme: Lighthouse Quay Real Estate Investment Trust",
            "Date Submitted: 02 April 2026",
            "I. Movements in Interests",
            "Stock code\t09190\tDescription\tUnits",
            "Number of units in issue at close of preceding month\t1,204,118,000",
            "Units issued during the month\t812,400",
            "Number of units in issue at close of the month\t1,204,930,400",
        ],
        chinese: false,
    };
    paper.draw(fonts, date)
}

/// An announcement.
pub(super) fn announcement(fonts: &Fonts, date: Date) -> Vec<u8> {
    let paper = Paper {
        mark: "",
        heading: "盈利警告",
        body: &[
            "潮痕國際有限公司(股份代號:09112)",
            "本公司董事會知會股東,根據未經審核管理賬目,截至二零二五年六月三十日止六個月預期錄得虧損,主要由於船塢停工所致。",
            "股東及有意投資者於買賣本公司股份時務請審慎行事。",
            "承董事會命 公司秘書 卓雅達 香港,二零二五年七月二十五日",
        ],
        chinese: true,
    };
    paper.draw(fonts, date)
}

/// A proxy form.
pub(super) fn proxy_form(fonts: &Fonts, date: Date) -> Vec<u8> {
    let paper = Paper {
        mark: "",
        heading: "Form of Proxy for the Annual General Meeting",
        body: &[
            "WINDGATE ENERGY (FAR EAST) LIMITED (Stock code: 09107)",
            "I/We, being the registered holder(s) of ________ shares of HKD 0.01 each in the share capital of the Company, hereby \
             appoint the chairman of the meeting or ________ as my/our proxy to vote as indicated.",
            "Ordinary resolutions\tFor\tAgainst",
            "1. To receive the audited accounts\t\t",
            "2. To re-elect Ms Ada Cheuk as a director\t\t",
            "3. To grant a general mandate to issue shares not exceeding 20% of the issued shares\t\t",
        ],
        chinese: false,
    };
    paper.draw(fonts, date)
}

/// A scan without a text layer: one grey picture of a page with bars where the lines of text would be.
pub(super) fn image_only() -> Vec<u8> {
    let (width, height) = (420_usize, 297_usize);
    let mut picture = vec![250_u8; width * height];
    for line in 0..30 {
        let length = 120 + (line * 53) % 250;
        for y in 0..3 {
            let start = (20 + line * 9 + y) * width + 20;
            picture[start..start + length].fill(40);
        }
    }
    let mut pdf = Pdf::new();
    let [catalog, tree, page_id, content_id, image_id] = [1, 2, 3, 4, 5].map(Ref::new);
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids([page_id]).count(1);
    let mut page = pdf.page(page_id);
    page.media_box(Rect::new(0.0, 0.0, 842.0, 595.0)).parent(tree).contents(content_id);
    page.resources().x_objects().pair(Name(b"Im1"), image_id);
    page.finish();
    let mut content = Content::new();
    content.save_state().transform([842.0, 0.0, 0.0, 595.0, 0.0, 0.0]);
    content.x_object(Name(b"Im1")).restore_state();
    pdf.stream(content_id, &content.finish());
    let packed = deflate(&picture);
    let mut image = pdf.image_xobject(image_id, &packed);
    image.filter(Filter::FlateDecode);
    image.width(420).height(297).bits_per_component(8).color_space().device_gray();
    image.finish();
    pdf.finish()
}
