"""A row of every table of the dataset, as :func:`sharecap.parse` gives it. Written by python/generate_rows.py.

Counts are ``int``, money and prices ``decimal.Decimal``; ``None`` means what each column says, and never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A further trading counter of an issuer."""

    stock_code: str
    """Stock code, five digits."""
    currency: str | None
    """The currency it trades in, ISO 4217."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingsRow:
    """A row of `filings`. Section of the form: the whole document. One row for every distinct document that the
    crawl found, read or not."""

    filing_id: str | None
    """The filing: the digest of the file's bytes. Unit: sha256, lower-case hex; `-2`, `-3`, … appended for a
    further form in the same file. None: the operating system would not give the bytes (reject_code
    `unreadable`)."""
    source_path: str
    """Where the file was found; the first path in order, where several files hold the same bytes. Unit: path with
    `/`, relative to the crawled folder."""
    also_at: tuple[str, ...]
    """The other paths that hold the same bytes; an empty list where there are none. Unit: paths with `/`, relative
    to the crawled folder."""
    source_bytes: int | None
    """The size of the file. Unit: bytes. None: the operating system would not give the bytes (reject_code
    `unreadable`)."""
    source_format: str | None
    """The kind of file, told from its content. Unit: pdf | text | html | doc. None: the content is of no known
    kind."""
    form: str | None
    """The family of forms that the return belongs to. Unit: ff301 | legacy_equity. None: the document was
    rejected."""
    form_version: str | None
    """The version that the form prints at its foot. Unit: bare number, such as 1.1.1. None: the form prints no
    version, or the document was rejected."""
    language: str | None
    """The language of the form's headings. Unit: en | zh_hant | zh_hans. None: the document was rejected."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the document
    was rejected, or states no readable code (then with a finding)."""
    issuer_name: str | None
    """The name of the issuer: the whole field, brackets and all. None: the document was rejected, or states no
    name (then with a finding)."""
    month_end: date | None
    """The last day of the month that the return is about. None: the document was rejected, or states no readable
    month (then with a finding)."""
    status: str | None
    """Whether the return is the first for its month or a correction. Unit: new_submission | resubmission. None:
    the form does not state it (the legacy form never does; `revision` tells), or the document was rejected."""
    submitted_on: date | None
    """The day on which the issuer dates the return. None: the document was rejected, or states no readable date
    (then with a finding)."""
    published_on: date | None
    """The day of publication in Hong Kong, from an HKEXnews path YYYY/MMDD/… or a name YYYYMMDDnnnnn or
    ltnYYYYMMDDnnn; failing that, that of published_at. None: neither path nor name nor an index tell it."""
    published_at: datetime | None
    """The moment of publication, to the minute, from the index beside the filings. Unit: UTC. None: no index
    beside the filings tells it."""
    title: str | None
    """The title under which the document was published, from the index beside the filings. None: no index beside
    the filings tells it."""
    pages: int | None
    """Pages of the form: 10, not 30, where a file holds three copies. Unit: pages. None: text input, which has
    none, or the document was rejected."""
    counters: tuple[Counter, ...] | None
    """The further trading counters of the issuer, in printed order: multi-counter stock codes with their currency.
    Unit: stock code, five digits; currency, ISO 4217. None: the return prints none, or the document was
    rejected."""
    total_authorised_currency: str | None
    """Currency of the total authorised capital. Unit: ISO 4217. None: the form leaves it blank (Hong Kong
    companies have no authorised capital), or the document was rejected."""
    total_authorised_capital: Decimal | None
    """Total authorised or registered share capital at the end of the month, as printed. Unit:
    total_authorised_currency. None: the form leaves it blank (Hong Kong companies have no authorised capital),
    or the document was rejected."""
    submitted_by: str | None
    """Who signed the return. None: the form leaves it blank, or the document was rejected."""
    submitted_by_title: str | None
    """The signatory's title. None: the form leaves it blank, or the document was rejected."""
    outcome: str
    """`flagged`: read, with at least one finding of severity error. `rejected`: not read; `reject_code` says why.
    Unit: parsed | flagged | rejected."""
    reject_code: str | None
    """Why the document was rejected: not_a_monthly_return, unknown_form_version, encrypted, no_text_layer,
    malformed_pdf, empty, unsupported_format, too_large, needs_libreoffice, not_converted, timeout,
    out_of_memory, crashed, unreadable, internal. None: the document was read."""
    reject_message: str | None
    """What was found, where, and what to do about it. None: the document was read."""
    revision: int | None
    """The order of submission within stock_code, month_end and language: by submitted_on, then status, the day of
    publication, the kind of file (a PDF after a text of it), the moment of publication, outcome and filing_id.
    Unit: from 1. None: the document was rejected, or its issuer or month is unknown."""
    is_current: bool | None
    """Whether it is the last revision known. None: the document was rejected, or its issuer or month is unknown."""
    twin_filing_id: str | None
    """The same return in the other language (English, Chinese): same issuer and month, and the same name but for
    `_c` or `_e`; failing that, the same day of submission; failing that, the same place among those of its
    status, where as many are left in both languages. Unit: sha256, lower-case hex. None: the same return in the
    other language is not in the dataset, or cannot be told."""
    findings: int
    """How many rows `findings` has for the filing. Unit: findings."""
    parser_version: str
    """The version of sharecap that read the document."""
    ingested_at: datetime
    """When the run that published the row began. The only column that differs between two runs over the same
    files. Unit: UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorisedCapitalRow:
    """A row of `authorised_capital`. Section of the form: I. Movements in authorised / registered share capital:
    one row per class block."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    opening_shares: int | None
    """Authorised shares at the close of the preceding month. Unit: shares. None: blank or N/A (Hong Kong companies
    have no authorised capital), or unreadable (then with a finding)."""
    opening_par_value: Decimal | None
    """Par value at the close of the preceding month. Unit: currency per share. None: blank or N/A, or unreadable
    (then with a finding)."""
    opening_capital: Decimal | None
    """Authorised capital at the close of the preceding month. Unit: currency. None: blank or N/A, or unreadable
    (then with a finding)."""
    change_shares: int | None
    """Increase, or decrease (negative), in authorised shares. Unit: shares. None: blank or N/A, or unreadable
    (then with a finding)."""
    change_par_value: Decimal | None
    """Par value of the increase or decrease. Unit: currency per share. None: FF301 has no such cell; or blank or
    N/A, or unreadable (then with a finding)."""
    change_capital: Decimal | None
    """Increase, or decrease (negative), in authorised capital. Unit: currency. None: blank or N/A, or unreadable
    (then with a finding)."""
    closing_shares: int | None
    """Authorised shares at the close of the month. Unit: shares. None: blank or N/A, or unreadable (then with a
    finding)."""
    closing_par_value: Decimal | None
    """Par value at the close of the month. Unit: currency per share. None: blank or N/A, or unreadable (then with
    a finding)."""
    closing_capital: Decimal | None
    """Authorised capital at the close of the month. Unit: currency. None: blank or N/A, or unreadable (then with a
    finding)."""
    currency: str | None
    """Currency of par value and capital. Unit: ISO 4217. None: blank or N/A, or not a known currency (then with a
    finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSharesRow:
    """A row of `issued_shares`. Section of the form: II. Movements in issued shares and treasury shares, and the
    public float confirmation: one row per class block (legacy form: one per column with a figure)."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    opening_issued: int | None
    """Issued shares without treasury shares at the close of the preceding month. Forms before June 2024 state one
    number, which stands here and in `opening_total`. Unit: shares. None: blank or N/A, or unreadable (then with
    a finding)."""
    opening_treasury: int | None
    """Treasury shares at the close of the preceding month. Unit: shares. None: blank, the form has no such cell
    (before June 2024), or unreadable (then with a finding)."""
    opening_total: int | None
    """Issued and treasury shares together at the close of the preceding month. Unit: shares. None: blank or N/A,
    or unreadable (then with a finding)."""
    change_issued: int | None
    """Increase, or decrease (negative), in issued shares without treasury shares. Unit: shares. None: blank or
    N/A, or unreadable (then with a finding)."""
    change_treasury: int | None
    """Increase, or decrease (negative), in treasury shares. Unit: shares. None: blank, the form has no such cell
    (before June 2024), or unreadable (then with a finding)."""
    closing_issued: int | None
    """Issued shares without treasury shares at the close of the month. Forms before June 2024 state one number,
    which stands here and in `closing_total`. Unit: shares. None: blank or N/A, or unreadable (then with a
    finding)."""
    closing_treasury: int | None
    """Treasury shares at the close of the month. Unit: shares. None: blank, the form has no such cell (before June
    2024), or unreadable (then with a finding)."""
    closing_total: int | None
    """Issued and treasury shares together at the close of the month. Unit: shares. None: blank or N/A, or
    unreadable (then with a finding)."""
    public_float_met: bool | None
    """Which of the two public float statements is ticked: complied (true) or not complied (false). None: the form
    has no such box (before v1.2), or neither or both boxes are ticked."""
    public_float_threshold: str | None
    """The applicable public float threshold, as printed. None: blank, or the form has no such cell (before v1.2)."""
    public_float_info: str | None
    """Additional information on the public float, as printed. None: blank, or the form has no such cell (before
    v1.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionMovementsRow:
    """A row of `option_movements`. Section of the form: III (A). Share options under the issuer's share option
    schemes: one row per scheme."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    scheme: str | None
    """Particulars of the scheme: the whole cell without its item number. None: the form names no scheme."""
    opening_options: int | None
    """Options outstanding at the close of the preceding month. Unit: options. None: blank or N/A, or unreadable
    (then with a finding)."""
    granted: int | None
    """Options granted in the month; positive. Unit: options. None: blank or N/A, a sub-row that is not printed, or
    unreadable (then with a finding)."""
    exercised: int | None
    """Options exercised in the month; negative. Unit: options. None: blank or N/A, a sub-row that is not printed,
    or unreadable (then with a finding)."""
    cancelled: int | None
    """Options cancelled in the month; negative. Unit: options. None: blank or N/A, a sub-row that is not printed,
    or unreadable (then with a finding)."""
    lapsed: int | None
    """Options lapsed in the month; negative. Unit: options. None: blank or N/A, a sub-row that is not printed, or
    unreadable (then with a finding)."""
    other: int | None
    """Any other movement in the month, signed by its effect on the balance. Unit: options. None: blank or N/A, a
    sub-row that is not printed, or unreadable (then with a finding)."""
    other_text: str | None
    """The issuer's own word for the other movement (`Sold`), not the form's `Others`. None: there is no other
    movement, or the issuer gives it no name."""
    closing_options: int | None
    """Options outstanding at the close of the month. Unit: options. None: blank or N/A, or unreadable (then with a
    finding)."""
    new_shares_issued: int | None
    """New shares issued during the month pursuant to the options (A1). Unit: shares. None: blank or N/A, or
    unreadable (then with a finding)."""
    treasury_shares_transferred: int | None
    """Effect on the treasury balance: treasury shares transferred out are negative, whichever sign is printed
    (A2). Unit: shares. None: blank, the form has no such cell (before June 2024), or unreadable (then with a
    finding)."""
    shares_issuable: int | None
    """Shares which may be issued or transferred out of treasury pursuant to the options, at the close of the
    month. Unit: shares. None: blank or N/A, or unreadable (then with a finding)."""
    total_issuable_under_scheme: int | None
    """Shares which may be issued or transferred upon exercise of all options still to be granted under the scheme,
    at the close of the month. Unit: shares. None: blank or N/A, or unreadable (then with a finding)."""
    general_meeting_date: date | None
    """The day of the general meeting that approved the scheme. None: blank or N/A, or unreadable (then with a
    finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarrantMovementsRow:
    """A row of `warrant_movements`. Section of the form: III (B). Warrants to issue shares of the issuer: one row
    per warrant."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    description: str | None
    """Description of the warrants: the whole cell without its item number. None: the form names none."""
    currency: str | None
    """Currency of the nominal value. Unit: ISO 4217. None: blank or N/A, or not a known currency (then with a
    finding)."""
    nominal_unit: str | None
    """What the nominal columns count: `money` in `currency`, or `units` where they count warrants. Unit: money |
    units. None: the nominal value is blank."""
    opening_nominal: Decimal | None
    """Nominal value at the close of the preceding month. Unit: currency, or warrants (nominal_unit). None: blank
    or N/A, or unreadable (then with a finding)."""
    issued: Decimal | None
    """Issued in the month; positive. Unit: currency, or warrants (nominal_unit). None: blank or N/A, a sub-row
    that is not printed (the legacy form has none), or unreadable (then with a finding)."""
    exercised: Decimal | None
    """Exercised in the month; negative. Unit: currency, or warrants (nominal_unit). None: blank or N/A, a sub-row
    that is not printed, or unreadable (then with a finding)."""
    cancelled: Decimal | None
    """Cancelled in the month; negative. Unit: currency, or warrants (nominal_unit). None: blank or N/A, a sub-row
    that is not printed, or unreadable (then with a finding)."""
    lapsed: Decimal | None
    """Lapsed in the month; negative. Unit: currency, or warrants (nominal_unit). None: blank or N/A, a sub-row
    that is not printed, or unreadable (then with a finding)."""
    other: Decimal | None
    """Any other movement in the month, signed by its effect on the balance. Unit: currency, or warrants
    (nominal_unit). None: blank or N/A, a sub-row that is not printed, or unreadable (then with a finding)."""
    other_text: str | None
    """The issuer's own word for the other movement, not the form's `Others`. None: there is no other movement, or
    the issuer gives it no name."""
    closing_nominal: Decimal | None
    """Nominal value at the close of the month. Unit: currency, or warrants (nominal_unit). None: blank or N/A, or
    unreadable (then with a finding)."""
    new_shares_issued: int | None
    """New shares issued during the month pursuant to the warrants (B1). Unit: shares. None: blank or N/A, or
    unreadable (then with a finding)."""
    treasury_shares_transferred: int | None
    """Effect on the treasury balance: treasury shares transferred out are negative, whichever sign is printed
    (B2). Unit: shares. None: blank, the form has no such cell (before June 2024), or unreadable (then with a
    finding)."""
    shares_issuable: int | None
    """Shares which may be issued or transferred out of treasury pursuant to the warrants, at the close of the
    month. Unit: shares. None: blank or N/A, or unreadable (then with a finding)."""
    warrant_stock_code: str | None
    """The warrants' own code. Unit: stock code, five digits. None: the warrants are unlisted (N/A), or blank."""
    subscription_currency: str | None
    """Currency of the subscription price. Unit: ISO 4217. None: blank or N/A, or not a known currency (then with a
    finding)."""
    subscription_price: Decimal | None
    """Subscription price. Unit: subscription_currency per share. None: blank or N/A, or unreadable (then with a
    finding)."""
    expiry_date: date | None
    """Date of expiry. None: blank or N/A, or unreadable (then with a finding)."""
    general_meeting_date: date | None
    """The day of the general meeting that approved the warrants. None: blank or N/A, or unreadable (then with a
    finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertibleMovementsRow:
    """A row of `convertible_movements`. Section of the form: III (C). Convertibles, convertible into shares of the
    issuer: one row per convertible."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    description: str | None
    """Description of the convertibles: the whole cell without its item number. None: the form names none."""
    currency: str | None
    """Currency of the amount outstanding. Unit: ISO 4217. None: blank or N/A, or not a known currency (then with a
    finding)."""
    opening_amount: Decimal | None
    """Amount outstanding at the close of the preceding month. Unit: currency. None: blank or N/A, or unreadable
    (then with a finding)."""
    issued: Decimal | None
    """Issued in the month; positive. Unit: currency. None: blank or N/A, a sub-row that is not printed (the legacy
    form has none), or unreadable (then with a finding)."""
    converted: Decimal | None
    """Converted in the month; negative. Unit: currency. None: blank or N/A, a sub-row that is not printed, or
    unreadable (then with a finding)."""
    redeemed: Decimal | None
    """Redeemed in the month; negative. Unit: currency. None: blank or N/A, a sub-row that is not printed, or
    unreadable (then with a finding)."""
    cancelled: Decimal | None
    """Cancelled in the month; negative. Unit: currency. None: blank or N/A, a sub-row that is not printed, or
    unreadable (then with a finding)."""
    other: Decimal | None
    """Any other movement in the month, signed by its effect on the balance. Unit: currency. None: blank or N/A, a
    sub-row that is not printed, or unreadable (then with a finding)."""
    other_text: str | None
    """The issuer's own word for the other movement, not the form's `Others`. None: there is no other movement, or
    the issuer gives it no name."""
    closing_amount: Decimal | None
    """Amount outstanding at the close of the month. Unit: currency. None: blank or N/A, or unreadable (then with a
    finding)."""
    new_shares_issued: int | None
    """New shares issued during the month pursuant to the convertibles (C1). Unit: shares. None: blank or N/A, or
    unreadable (then with a finding)."""
    treasury_shares_transferred: int | None
    """Effect on the treasury balance: treasury shares transferred out are negative, whichever sign is printed
    (C2). Unit: shares. None: blank, the form has no such cell (before June 2024), or unreadable (then with a
    finding)."""
    shares_issuable: int | None
    """Shares which may be issued or transferred out of treasury pursuant to the convertibles, at the close of the
    month. Unit: shares. None: blank or N/A, or unreadable (then with a finding)."""
    convertible_type: str | None
    """Type of the convertibles: the whole cell (`Bond/Notes`, `Others (Please specify)` with the issuer's words
    behind it). None: blank, or the form has no such cell."""
    convertible_stock_code: str | None
    """The convertibles' own code. Unit: stock code, five digits. None: the convertibles are unlisted (N/A), or
    blank."""
    conversion_currency: str | None
    """Currency of the subscription or conversion price. Unit: ISO 4217. None: blank or N/A, or not a known
    currency (then with a finding)."""
    conversion_price: Decimal | None
    """Subscription or conversion price. Unit: conversion_currency per share. None: blank or N/A, or unreadable
    (then with a finding)."""
    general_meeting_date: date | None
    """The day of the general meeting that approved the convertibles. None: blank or N/A, or unreadable (then with
    a finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementMovementsRow:
    """A row of `agreement_movements`. Section of the form: III (D). Other agreements or arrangements to issue
    shares of the issuer: one row per agreement."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    description: str | None
    """Description of the agreement: the whole cell without its item number. None: the form names none."""
    general_meeting_date: date | None
    """The day of the general meeting that approved the agreement. None: blank or N/A, or unreadable (then with a
    finding)."""
    new_shares_issued: int | None
    """New shares issued during the month pursuant to the agreement (D1). Unit: shares. None: blank or N/A, or
    unreadable (then with a finding)."""
    treasury_shares_transferred: int | None
    """Effect on the treasury balance: treasury shares transferred out are negative, whichever sign is printed
    (D2). Unit: shares. None: blank, the form has no such cell (before June 2024), or unreadable (then with a
    finding)."""
    shares_issuable: int | None
    """Shares which may be issued or transferred out of treasury pursuant to the agreement, at the close of the
    month. Unit: shares. None: blank or N/A, or unreadable (then with a finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMovementsRow:
    """A row of `other_movements`. Section of the form: III (E). Other movements in issued shares and treasury
    shares: one row per movement."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    event: str | None
    """What happened, as one of the contract's words. Unit: rights_issue | open_offer | placing | bonus_issue |
    scrip_dividend | repurchase_cancelled | repurchase_treasury | redemption | consideration_issue |
    capital_reorganisation | conversion | treasury_sale | treasury_transfer | treasury_cancellation | other.
    None: the form names no event."""
    event_text: str | None
    """What the form prints, without its number: the label with the issuer's words behind it. None: the form names
    no event."""
    price_currency: str | None
    """Currency of the price. Unit: ISO 4217. None: blank or N/A, or not a known currency (then with a finding)."""
    price: Decimal | None
    """Price per share. Unit: price_currency per share. None: blank or N/A, or unreadable (then with a finding)."""
    event_date: date | None
    """Date of the event: issue and allotment, cancellation, redemption, purchase into or transfer out of treasury.
    None: blank or N/A, or unreadable (then with a finding)."""
    general_meeting_date: date | None
    """The day of the general meeting that approved it. None: blank or N/A, or unreadable (then with a finding)."""
    issued_change: int | None
    """Effect on the issued shares without treasury shares (E1). Unit: shares. None: blank or N/A, or unreadable
    (then with a finding)."""
    treasury_change: int | None
    """Effect on the treasury shares: shares that leave treasury are negative, whichever sign is printed (E2).
    Unit: shares. None: blank, the form has no such cell (before June 2024), or unreadable (then with a
    finding)."""
    pending_cancellation: int | None
    """Shares repurchased or redeemed and not yet cancelled at the close of the month (Note 3); negative. Unit:
    shares. None: blank or N/A, the form has no such cell, or unreadable (then with a finding)."""
    shares_issuable: int | None
    """Shares which may be issued pursuant to the movement, at the close of the month. Unit: shares. None: blank or
    N/A, the form has no such cell (from June 2024), or unreadable (then with a finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionTotalsRow:
    """A row of `section_totals`. Section of the form: III (A) to III (E), and the grand total. The totals that the
    form prints (AA1 … EE2, A … E, and the grand total): one row per total line and class. A line that is blank
    or N/A gives no row; a printed 0 does."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    section: str
    """The section that is added up; `all` for the grand total. Unit: A | B | C | D | E | all."""
    issued_total: int | None
    """Total effect on the issued shares without treasury shares (AA1 … EE1). Unit: shares. None: blank or N/A, or
    unreadable (then with a finding)."""
    treasury_total: int | None
    """Total effect on the treasury shares: shares that leave treasury are negative, whichever sign is printed (AA2
    … EE2). Unit: shares. None: blank, the form has no such line (before June 2024), or unreadable (then with a
    finding)."""
    funds_currency: str | None
    """Currency of the funds raised. Unit: ISO 4217. None: not the row of section A, or blank or N/A."""
    funds_raised: Decimal | None
    """Total funds raised during the month from the exercise of options. Unit: funds_currency. None: not the row of
    section A, or blank or N/A, or unreadable (then with a finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositaryReceiptsRow:
    """A row of `depositary_receipts`. Section of the form: IV. Hong Kong depositary receipts: one row per block."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    description: str | None
    """Description of the receipts. None: the issuer left it blank."""
    ratio_text: str | None
    """The ratio of receipts to shares, as printed. None: the issuer left it blank."""
    opening_hdrs: int | None
    """Receipts at the close of the preceding month. Unit: receipts. None: blank or N/A, or unreadable (then with a
    finding)."""
    change_hdrs: int | None
    """Increase, or decrease (negative), in the month. Unit: receipts. None: blank or N/A, or unreadable (then with
    a finding)."""
    closing_hdrs: int | None
    """Receipts at the close of the month. Unit: receipts. None: blank or N/A, or unreadable (then with a finding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarksRow:
    """A row of `remarks`. Section of the form: every section. What the issuer wrote under Remarks: one row per
    remark."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    section: str
    """The section that the remark follows; `end` after the last one. Unit: I | II | A | B | C | D | E | IV | end."""
    text: str
    """The text of the remark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsRow:
    """A row of `findings`. Section of the form: none: made by sharecap. What a careful reader would query: one row
    per finding."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    code: str
    """The kind of finding, in kebab case: `unreadable-value`, `balance-broken`, …"""
    severity: str
    """`info`: worth knowing, the value is not in doubt. `warning`: read by a weaker rule than usual, or odd.
    `error`: a value is missing or contradicts another. Unit: info | warning | error."""
    table_name: str | None
    """The table that the finding is about. None: the finding is about the whole document."""
    table_row: int | None
    """The row in that table: its `row` (1 for `filings`). Unit: from 1. None: the finding is about the whole table
    or document."""
    column_name: str | None
    """The column in that table. None: the finding is about the whole row."""
    page: int | None
    """The page of the document. Unit: from 1. None: the finding is about no one page."""
    message: str
    """What is wrong, in one sentence that names the figures."""
    expected: str | None
    """What an identity or a rule would have wanted. None: there is nothing to compare with."""
    actual: str | None
    """What the filing says. None: there is nothing to compare with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenanceRow:
    """A row of `provenance`. Section of the form: none: made by sharecap. Where each value stands: one row for
    every value of the tables, and one for every text that could not be read."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    table_name: str
    """The table that holds the value."""
    table_row: int
    """The row in that table: its `row` (1 for `filings`). Unit: from 1."""
    column_name: str
    """The column in that table."""
    raw_text: str
    """The text as the page prints it; of a derived value, the text that could not be read."""
    page: int
    """The page of the document; of a Word document, the page of its conversion to PDF, which the boxes lie on,
    too: another LibreOffice may break pages elsewhere. Unit: from 1."""
    x0: float | None
    """Left edge of the box around the text. Unit: PDF points from the left edge of the page. None: text input,
    which has no geometry."""
    y0: float | None
    """Top edge of the box around the text. Unit: PDF points from the top edge of the page. None: text input, which
    has no geometry."""
    x1: float | None
    """Right edge of the box around the text. Unit: PDF points from the left edge of the page. None: text input,
    which has no geometry."""
    y1: float | None
    """Bottom edge of the box around the text. Unit: PDF points from the top edge of the page. None: text input,
    which has no geometry."""
    method: str
    """How the value came about: `read` off the page, `derived` from an accounting identity, `repaired` from
    damaged text. Unit: read | derived | repaired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalEventsRow:
    """A row of `capital_events`. Section of the form: none: made by sharecap. Consolidations, subdivisions and
    reorganisations of a class of shares, told from par values and share counts; nothing that a filing states is
    overwritten."""

    filing_id: str
    """The filing that states the row: `filings.filing_id`. Unit: sha256, lower-case hex."""
    stock_code: str | None
    """The issuer's main code: that of the first listed class. Unit: stock code, five digits. None: the return
    states no readable stock code; a finding says so."""
    month_end: date | None
    """The last day of the month that the return is about. None: the return states no readable month; a finding
    says so."""
    row: int
    """The row's number within its filing and table, in the order in which the form prints the rows. Unit: from 1."""
    share_class: str | None
    """The class of shares that the block is about. Unit: ordinary | preference | wvr_ordinary | other. None: the
    form names no class, or its words could not be read (then with a finding)."""
    share_type: str | None
    """The type within the class: A, B, H, … Unit: as printed; `other` for "Other type (specify in description)".
    None: "Not applicable": the class has no types."""
    class_stock_code: str | None
    """The stock code of the class. Two classes can show the same code, so it alone is no key. Unit: stock code,
    five digits (an A-share code: six). None: the class is unlisted (N/A), or names no code."""
    listed: bool | None
    """Whether the class is listed on the Exchange. None: the form does not say."""
    class_description: str | None
    """What the issuer wrote in the description of the class. None: the issuer left the description blank."""
    kind: str
    """What happened: fewer shares for the same holding, more, or fewer with a reduction of capital. Unit:
    consolidation | subdivision | reorganisation."""
    event_date: date | None
    """The day on which it took effect. None: section III (E) prints no date for it."""
    old_count: int | None
    """Issued shares of the class, treasury shares included, right before it. Unit: shares. None: the return states
    no number of issued shares."""
    new_count: int | None
    """Issued shares of the class, treasury shares included, right after it. Unit: shares. None: the return states
    no number of issued shares."""
    old_par_value: Decimal | None
    """Par value before it. Unit: currency of section I. None: the return states none (Hong Kong companies have no
    par value)."""
    new_par_value: Decimal | None
    """Par value after it. Unit: currency of section I. None: the return states none (Hong Kong companies have no
    par value)."""
    ratio_old: int
    """So many shares became `ratio_new`: 10 for a consolidation of ten into one. Unit: shares."""
    ratio_new: int
    """So many shares came of `ratio_old`. Unit: shares."""
    adjustment_factor: Decimal
    """`ratio_new` / `ratio_old`: an earlier number of shares times this is comparable with later ones (an earlier
    price is divided by it). Rounded to twelve digits; the ratio is exact. Unit: new shares for an old one."""
    basis: str
    """What in the return tells it, with the figures."""


ROWS: dict[str, type] = {
    "filings": FilingsRow,
    "authorised_capital": AuthorisedCapitalRow,
    "issued_shares": IssuedSharesRow,
    "option_movements": OptionMovementsRow,
    "warrant_movements": WarrantMovementsRow,
    "convertible_movements": ConvertibleMovementsRow,
    "agreement_movements": AgreementMovementsRow,
    "other_movements": OtherMovementsRow,
    "section_totals": SectionTotalsRow,
    "depositary_receipts": DepositaryReceiptsRow,
    "remarks": RemarksRow,
    "findings": FindingsRow,
    "provenance": ProvenanceRow,
    "capital_events": CapitalEventsRow,
}
"""The type of a row by the name of its table, in the order of the contract."""
