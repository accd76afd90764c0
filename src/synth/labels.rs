//! Every word of the form: headings, field labels and column titles, per edition.
//!
//! They are the form's own, since they are what is parsed. Chinese headings of filled sections A to D have not been
//! seen; they are put here in the form's style, and keep its bracketed marks.

use super::edition::Edition;
use crate::filing::Section;

impl Edition {
    pub(super) fn title(self) -> &'static str {
        self.pick(
            "Monthly Return for Equity Issuer and Hong Kong Depositary Receipts listed under Chapter 19B of the Exchange \
             Listing Rules on Movements in Securities",
            "股份發行人及根據《上市規則》第十九B章上市的香港預託證券發行人的證券變動月報表",
        )
    }
    pub(super) fn month_ended(self) -> &'static str {
        self.pick("For the month ended:", "截至月份:")
    }
    pub(super) fn status(self) -> &'static str {
        self.pick("Status:", "狀態:")
    }
    pub(super) fn addressee(self) -> &'static str {
        self.pick("To : Hong Kong Exchanges and Clearing Limited", "致：香港交易及結算所有限公司")
    }
    pub(super) fn issuer_name(self) -> &'static str {
        self.pick("Name of Issuer:", "公司名稱:")
    }
    pub(super) fn date_submitted(self) -> &'static str {
        self.pick("Date Submitted:", "呈交日期:")
    }
    pub(super) fn not_applicable(self) -> &'static str {
        self.pick("Not applicable", "不適用")
    }
    pub(super) fn remarks(self) -> &'static str {
        self.pick("Remarks:", "備註：")
    }

    /// Title of I, II, IV or a sub-section of III.
    pub(super) fn section(self, section: Section) -> &'static str {
        match section {
            Section::I => self.pick("I. Movements in Authorised / Registered Share Capital", "I. 法定/註冊股本變動"),
            Section::II if self.version.has_public_float() => self.pick(
                "II. Movements in Issued Shares and/or Treasury Shares and Public Float Sufficiency Confirmation",
                "II. 已發行股份及/或庫存股份變動及足夠公眾持股量的確認",
            ),
            Section::II => self.by_era(
                ["II. Movements in Issued Shares", "II. Movements in Issued Shares and/or Treasury Shares"],
                ["II. 已發行股份變動", "II. 已發行股份及/或庫存股份變動"],
            ),
            Section::A => self.pick(
                "(A). Share Options (under Share Option Schemes of the Issuer)",
                "(A). 股份期權（根據發行人的股份期權計劃）",
            ),
            Section::B => self.by_era(
                [
                    "(B). Warrants to Issue Shares of the Issuer which are to be Listed",
                    "(B). Warrants to Issue Shares of the Issuer",
                ],
                ["(B). 承諾發行將予上市的發行人股份的權證", "(B). 承諾發行發行人股份的權證"],
            ),
            Section::C => self.by_era(
                [
                    "(C). Convertibles (i.e. Convertible into Issue Shares of the Issuer which are to be Listed)",
                    "(C). Convertibles (i.e. Convertible into Issue Shares of the Issuer)",
                ],
                ["(C). 可換股票據（即可轉換為將予上市的發行人股份）", "(C). 可換股票據（即可轉換為發行人股份）"],
            ),
            Section::D => self.by_era(
                [
                    "(D). Any other Agreements or Arrangements to Issue Shares of the Issuer which are to be listed, \
                     including Options (other than Share Options Schemes)",
                    "(D). Any other Agreements or Arrangements to Issue Shares of the Issuer, including Options (other \
                     than Share Option Schemes)",
                ],
                [
                    "(D). 為發行將予上市的發行人股份所訂立的任何其他協議或安排，包括期權(但不包括根據股份期權計劃發行的期權)",
                    "(D). 為發行發行人股份所訂立的任何其他協議或安排，包括期權(但不包括根據股份期權計劃發行的期權)",
                ],
            ),
            Section::E => self.by_era(
                [
                    "(E). Other Movements in Issued Share",
                    "(E). Other Movements in Issued Shares and/or Treasury Shares",
                ],
                ["(E). 已發行股份的其他變動", "(E). 已發行股份及/或庫存股份的其他變動"],
            ),
            Section::IV => self.pick(
                "IV. Information about Hong Kong Depositary Receipt (HDR)",
                "IV. 有關香港預託證券(預託證券)的資料",
            ),
            Section::All => self.by_era(
                [
                    "III. Details of Movements in Issued Shares",
                    "III. Details of Movements in Issued Shares and/or Treasury Shares",
                ],
                ["III. 已發行股份變動詳情", "III.已發行股份及/或庫存股份變動詳情"],
            ),
            Section::End => self.pick("V. Confirmations", "V. 確認"),
        }
    }

    /// First label of a class block in I, II and IV, and in III since v1.1.
    pub(super) fn class_of_shares(self) -> &'static str {
        if self.version.swaps_class_labels() {
            self.pick("Type of shares", "股份類別")
        } else {
            self.pick("Class of shares", "股份分類")
        }
    }
    /// First label of a class block in III before v1.1.
    pub(super) fn class_issuable(self) -> &'static str {
        if self.version.swaps_class_labels() {
            self.pick("Type of shares issuable", "可發行股份類別")
        } else {
            self.pick("Class of shares issuable", "可發行股份分類")
        }
    }
    /// Second label of a class block.
    pub(super) fn type_of_shares(self) -> &'static str {
        if self.version.swaps_class_labels() {
            self.pick("Class of shares", "股份分類")
        } else {
            self.pick("Type of shares", "股份類別")
        }
    }
    pub(super) fn listed(self) -> &'static str {
        self.by_era(
            ["Listed on SEHK (Note 1)", "Listed on the Exchange (Note 1)"],
            ["於香港聯交所上市 (註1)", "於香港聯交所上市 (註1)"],
        )
    }
    /// The label of III before v1.1; section E adds the notes on repurchase and redemption.
    pub(super) fn listed_issuable(self, section: Section) -> &'static str {
        if section == Section::E {
            return self.pick(
                "Shares issuable to be listed on SEHK (Note 1, 5 and 6)",
                "可發行股份將於香港聯交所上市 (註1、5及6)",
            );
        }
        self.pick("Shares issuable to be listed on SEHK (Note 1)", "可發行股份將於香港聯交所上市 (註1)")
    }
    pub(super) fn stock_code(self) -> &'static str {
        self.by_era(["Stock code", "Stock code (if listed)"], ["證券代號", "證券代號 (如上市)"])
    }
    /// The label of III before v1.1.
    pub(super) fn stock_code_issuable(self, section: Section) -> &'static str {
        if section == Section::E {
            return self.pick(
                "Stock code of shares issuable (if listed on SEHK) (Note 1, 5 and 6)",
                "可發行股份的證券代號 (如於香港聯交所上市) (註1、5及6)",
            );
        }
        self.pick(
            "Stock code of shares issuable (if listed on SEHK) (Note 1)",
            "可發行股份的證券代號 (如於香港聯交所上市) (註1)",
        )
    }
    pub(super) fn multi_counter(self) -> &'static str {
        self.pick("Multi-counter stock code", "多櫃檯證券代號")
    }
    pub(super) fn description(self) -> &'static str {
        self.pick("Description", "說明")
    }
    pub(super) fn opening(self) -> &'static str {
        self.pick("Balance at close of preceding month", "上月底結存")
    }
    pub(super) fn change(self) -> &'static str {
        self.pick("Increase / decrease (-)", "增加 / 減少 (-)")
    }
    pub(super) fn closing(self) -> &'static str {
        self.pick("Balance at close of the month", "本月底結存")
    }
    /// Shares, par value, capital.
    pub(super) fn capital_columns(self) -> [&'static str; 3] {
        [
            self.pick("Number of authorised/registered shares", "法定/註冊股份數目"),
            self.pick("Par value", "面值"),
            self.pick("Authorised/registered share capital", "法定/註冊股本"),
        ]
    }
    pub(super) fn total_capital(self) -> &'static str {
        self.pick("Total authorised/registered share capital at the end of the month:", "本月底法定/註冊股本總額：")
    }
    /// Issued excluding treasury, treasury, total; since v1.1.
    pub(super) fn issued_columns(self) -> [&'static str; 3] {
        [
            self.pick("Number of issued shares (excluding treasury shares)", "已發行股份（不包括庫存股份）數目"),
            self.pick("Number of treasury shares", "庫存股份數目"),
            self.pick("Total number of issued shares", "已發行股份總數"),
        ]
    }
    pub(super) fn public_float(self) -> &'static str {
        self.pick("Public float sufficiency confirmation (Note 4)", "足夠公眾持股量的確認 (註4)")
    }
    /// The two statements, of which one is ticked: complied, not complied.
    pub(super) fn public_float_statements(self) -> [&'static str; 2] {
        [
            self.pick(
                "The applicable public float requirement has been complied with.",
                "已符合適用的公眾持股量規定。",
            ),
            self.pick(
                "The applicable public float requirement has not been complied with.",
                "未符合適用的公眾持股量規定。",
            ),
        ]
    }
    pub(super) fn public_float_threshold(self) -> &'static str {
        self.pick("Applicable public float threshold", "適用的公眾持股量門檻")
    }
    pub(super) fn public_float_info(self) -> &'static str {
        self.pick("Additional information", "其他資料")
    }

    pub(super) fn options_columns(self) -> [&'static str; 4] {
        [
            self.pick("Particulars of share option scheme", "股份期權計劃詳情"),
            self.pick(
                "Number of share options outstanding at close of preceding month",
                "上月底結存的股份期權數目",
            ),
            self.pick(
                "Number of share options outstanding at close of the month",
                "本月底結存的股份期權數目",
            ),
            self.by_era(
                [
                    "The total number of securities which may be issued upon exercise of all share options to be granted \
                     under the scheme at close of the month",
                    "The total number of shares which may be issued or transferred out of treasury upon exercise of all \
                     share options to be granted under the scheme at close of the month",
                ],
                [
                    "本月底可於根據計劃將予授出的所有股份期權獲行使時發行的證券總數",
                    "本月底可於根據計劃將予授出的所有股份期權獲行使時發行或自庫存轉讓的股份總數",
                ],
            ),
        ]
    }
    pub(super) fn warrants_columns(self) -> [&'static str; 3] {
        [
            self.pick("Description of Warrants", "權證說明"),
            self.pick("Nominal value at close of preceding month", "上月底的面值"),
            self.pick("Nominal value at close of the month", "本月底的面值"),
        ]
    }
    pub(super) fn convertibles_columns(self) -> [&'static str; 3] {
        [
            self.pick("Description of the Convertibles", "可換股票據說明"),
            self.pick("Amount at close of preceding month", "上月底的款額"),
            self.pick("Amount at close of the month", "本月底的款額"),
        ]
    }
    pub(super) fn movement(self) -> &'static str {
        self.pick("Movement during the month", "本月內變動")
    }
    pub(super) fn currency(self) -> &'static str {
        self.pick("Currency", "貨幣")
    }
    /// Shares issued, transferred out of treasury (since v1.1), and issuable, of sections A to D; with their marks.
    pub(super) fn effect_columns(self, section: Section) -> Vec<String> {
        let mark = section.as_str();
        let chinese = self.chinese;
        if self.version.has_treasury() {
            let [issued, transferred, issuable] = if chinese {
                [
                    "本月内因此發行的新股數目",
                    "本月内因此自庫存轉讓的庫存股份數目",
                    "本月底因此可能發行或自庫存轉讓的股份數目",
                ]
            } else {
                [
                    "Number of new shares issued during the month pursuant thereto",
                    "Number of treasury shares transferred out of treasury during the month pursuant thereto",
                    "Number of shares which may be issued or transferred out of treasury pursuant thereto as at close of \
                     the month",
                ]
            };
            return vec![format!("{issued} ({mark}1)"), format!("{transferred} ({mark}2)"), issuable.to_owned()];
        }
        let [issued, issuable] = if chinese {
            ["本月內因此發行的發行人新股數目", "本月底因此可能發行的發行人新股數目"]
        } else {
            [
                "No. of new shares of issuer issued during the month pursuant thereto",
                "No. of new shares of issuer which may be issued pursuant thereto as at close of the month",
            ]
        };
        vec![format!("{issued} ({mark})"), issuable.to_owned()]
    }
    pub(super) fn general_meeting_date(self) -> &'static str {
        self.pick("General Meeting approval date (if applicable)", "股東大會通過日期 (如適用)")
    }
    pub(super) fn warrant_code(self) -> &'static str {
        self.by_era(
            [
                "Stock code of the Warrant (if listed on SEHK) (Note 1)",
                "Stock code of the Warrant (if listed on the Exchange) (Note 1)",
            ],
            ["權證的證券代號 (如於香港聯交所上市) (註1)"; 2],
        )
    }
    pub(super) fn subscription_price(self) -> &'static str {
        self.pick("Subscription price", "認購價")
    }
    pub(super) fn expiry(self) -> &'static str {
        self.pick("Date of expiry", "到期日")
    }
    pub(super) fn convertible_type(self) -> &'static str {
        self.by_era(["Type of convertibles", "Type of the Convertibles"], ["可換股票據類別"; 2])
    }
    pub(super) fn convertible_code(self) -> &'static str {
        self.by_era(
            [
                "Stock code of the Convertibles (if listed on SEHK) (Note 1)",
                "Stock code of the Convertibles (if listed on the Exchange) (Note 1)",
            ],
            ["可換股票據的證券代號 (如於香港聯交所上市) (註1)"; 2],
        )
    }
    pub(super) fn conversion_price(self) -> &'static str {
        self.pick("Subscription/Conversion price", "認購/轉換價")
    }

    /// Price over its two columns.
    pub(super) fn price_columns(self) -> [&'static str; 3] {
        [
            self.pick("At price (if applicable)", "價格 (如適用)"),
            self.pick("Currency", "貨幣"),
            self.pick("Amount", "價格"),
        ]
    }
    pub(super) fn event(self) -> &'static str {
        self.by_era(["Type of Issue", "Events"], ["發行類別", "事件"])
    }
    pub(super) fn event_date(self) -> &'static str {
        self.by_era(
            ["Issue and allotment date (Note 5 and 6)", "Date of event (Note 2)"],
            ["發行及配發日期 (註5及6)", "事件發生日期 (註2)"],
        )
    }
    /// The three number columns of section E since v1.1.
    pub(super) fn event_effects(self) -> [&'static str; 3] {
        [
            self.pick(
                "Increase/ decrease (-) in issued shares (excluding treasury shares) during the month pursuant thereto \
                 (E1)",
                "本月内因此而增加/減少(-)已發行股份（不包括庫存股份）(E1)",
            ),
            self.pick(
                "Increase/ decrease (-) in treasury shares during the month pursuant thereto (E2)",
                "本月内因此而增加/減少(-)庫存股份 (E2）",
            ),
            self.pick(
                "Number of shares redeemed or repurchased for cancellation but not yet cancelled as at close of the month \
                 (Note 3)",
                "贖回/購回股份（擬註銷但截至本月底尚未註銷）的數目 (註3)",
            ),
        ]
    }
    /// Issued and treasury total of a section, without class and mark; since v1.1.
    pub(super) fn section_totals(self, section: Section) -> [&'static str; 2] {
        if section == Section::E {
            return [
                self.pick(
                    "Increase/ decrease (-) in issued shares (excluding treasury shares):",
                    "增加/減少(-)已發行股份（不包括庫存股份）:",
                ),
                self.pick("Increase/ decrease (-) in treasury shares:", "增加/減少(-)庫存股份:"),
            ];
        }
        [
            self.pick("Increase in issued shares (excluding treasury shares):", "增加已發行股份（不包括庫存股份）:"),
            self.pick("Decrease in treasury shares:", "減少庫存股份:"),
        ]
    }
    /// Total line of a section before v1.1: `Total A (Ordinary shares):`.
    pub(super) fn section_total(self, section: Section, class: &str) -> String {
        let mark = section.as_str();
        if self.chinese { format!("總數 {mark} ({class}):") } else { format!("Total {mark} ({class}):") }
    }
    pub(super) fn funds_raised(self) -> &'static str {
        self.pick("Total funds raised during the month from exercise of options:", "本月内因行使期權所得資金總額:")
    }
    /// Grand totals since v1.1, without class.
    pub(super) fn grand_totals(self) -> [&'static str; 2] {
        [
            self.pick(
                "Total increase/ decrease (-) in issued shares (excluding treasury shares) during the month (i.e. Total of \
                 AA1 to EE1):",
                "本月内合共增加/減少(-)已發行股份 (不包括庫存股份) 總額 (即AA1至EE1項的總和) :",
            ),
            self.pick(
                "Total increase/ decrease (-) in treasury shares during the month (i.e. Total of AA2 to EE2):",
                "本月内合共增加/減少(-)庫存股份總額 (即AA2至EE2項的總和) :",
            ),
        ]
    }
    /// Grand total before v1.1.
    pub(super) fn grand_total(self, class: &str) -> String {
        if self.chinese {
            format!("本月{class}增加 / 減少 (-) 總額 (即A至E項的總和)")
        } else {
            format!("Total increase / decrease (-) in {class} during the month (i.e. Total of A to E)")
        }
    }

    /// Description, ratio, opening, change, closing.
    pub(super) fn depositary_columns(self) -> [&'static str; 5] {
        [
            self.pick("Description of HDRs", "預託證券說明"),
            self.pick("Ratio of HDRs to shares", "預託證券與股份的比率"),
            self.pick("Number of HDRs at close of preceding month", "上月底預託證券數目"),
            self.pick("Increase / decrease (-) during the month", "本月內增加 / 減少 (-)"),
            self.pick("Number of HDRs at close of the month", "本月底預託證券數目"),
        ]
    }

    pub(super) fn submitted_by(self) -> &'static str {
        self.pick("Submitted by:", "呈交者：")
    }
    pub(super) fn signatory_title(self) -> &'static str {
        self.pick("Title:", "職銜：")
    }
    pub(super) fn signatory_hint(self) -> &'static str {
        self.pick("(Director, Secretary or other Duly Authorised Officer)", "(董事、秘書或其他獲正式授權的人員)")
    }
    pub(super) fn notes(self) -> &'static str {
        self.pick("Notes", "註")
    }
    /// Our own short words, not the form's.
    pub(super) fn confirmation(self) -> &'static str {
        self.pick(
            "We confirm that, to the best of our knowledge, the issues and transfers of securities reported above were duly \
             authorised, and that:",
            "我們確認，據我們所知，上文所載的證券發行及轉讓均已獲正式授權，並且：",
        )
    }
    /// Our own short words, not the form's.
    pub(super) fn confirmation_items(self) -> [&'static str; 4] {
        if self.chinese {
            [
                "(i) 應收款項已全部收訖；",
                "(ii) 上市條件已全部履行；",
                "(iii) 同類證券在各方面均屬相同；及",
                "(iv) 所需文件已經存檔。",
            ]
        } else {
            [
                "(i) the money due has been received;",
                "(ii) the conditions for listing have been met;",
                "(iii) securities of one class are alike in all respects; and",
                "(iv) the documents required have been filed.",
            ]
        }
    }
    /// Our own short words, not the form's; they are numbered `1.`, `2.`, ….
    pub(super) fn note_items(self) -> [&'static str; 4] {
        if self.chinese {
            [
                "香港聯交所指香港聯合交易所有限公司。",
                "如屬購回或贖回股份，日期指註銷日期或購入庫存的日期。",
                "尚待註銷的股份以負數填報。",
                "如空位不足，請另頁填報。",
            ]
        } else {
            [
                "The Exchange means The Stock Exchange of Hong Kong.",
                "Where shares are bought back or redeemed, the date is that of cancellation or of taking into treasury.",
                "Shares awaiting cancellation are stated as a negative number.",
                "Where space does not suffice, add a further sheet.",
            ]
        }
    }
    /// The page foot.
    pub(super) fn page_foot(self, page: usize, pages: usize) -> String {
        if self.chinese { format!("第 {page} 頁 共 {pages} 頁") } else { format!("Page {page} of {pages}") }
    }
}
