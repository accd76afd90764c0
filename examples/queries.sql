-- Research queries on the views of a dataset, for DuckDB: `sharecap views DATASET > views.sql`, then
-- `duckdb -init views.sql`, and paste. `run_queries.py` runs them by name; docs/queries.md shows what they give.
--
-- Each begins with its name, what it answers, and its columns: their unit, and what a null means. A `set variable` in
-- front of a query is there to be changed. What holds for all of them:
-- * A month counts once, whatever languages and revisions it was filed in (current_*), and what was not public yet at a
--   moment is not in what was known then (as_of_*).
-- * A class of shares is stock_code, share_class, share_type and class_position; two classes can show one stock code.
--   share_type is null where the class has no types.
-- * Shares are integers, money and percentages decimals; nothing is a float on the way. A null is never taken for 0,
--   but where the comment says so.
-- * has_error: a finding of severity error touches what the row is made of. Look at `findings` before it is used.


-- name: shares_outstanding
-- How many shares of each class were there at a moment, as far as was public then?
-- as_of              the moment, by the clock of Hong Kong; a date is its beginning
-- issuer             the name without what stands in brackets behind it; null: the return states none
-- month_end          the month that the newest public return of the class is about
-- closing_issued     shares in issue without treasury shares; null: blank, or unreadable (has_error)
-- closing_treasury   treasury shares; null: blank, or a form before June 2024, which has no such cell
-- closing_total      both together; null: blank, or unreadable (has_error)
-- in_newest_return   whether the issuer's newest return still shows the class; if not, it may be gone
set variable as_of = '2026-01-01';
select o.stock_code, regexp_replace(f.issuer_name, '( ?\([^()]*\))+$', '') as issuer, o.month_end,
       o.share_class, o.share_type, o.class_position,
       o.closing_issued, o.closing_treasury, o.closing_total, o.in_newest_return, o.has_error
from latest_as_of(getvariable('as_of')) o
join filings f using (filing_id)
order by o.stock_code, o.share_class, o.share_type, o.class_position;


-- name: top_buybacks
-- Who bought back most of its shares in a month, what did it pay, and how much of the class was that?
-- month            the last day of the month of the returns
-- cancelled        shares bought back and cancelled in the month
-- into_treasury    shares bought back and held in treasury
-- pending          shares bought back and not cancelled yet; the month that cancels them counts them as cancelled
--                  of the three, 0: nothing of that kind, or blank beside another of them; null: unreadable, or a
--                  repurchase that states none
-- repurchases      rows of section III (E) that it is made of
-- currency         of the prices; null: one is not stated, or they are in several
-- lowest_price, highest_price   currency per share; null: as of currency
-- paid             currency; price times shares, without those pending; null: a price or a number is not stated
-- percent_of_class cancelled and into_treasury in percent of the shares in issue when the month began; null: a number
--                  is not stated, or the class cannot be told from another of the same words
set variable month = date '2025-08-31';
with repurchases as (
    select m.*, exists (
               from current_errors e
               where e.filing_id = m.filing_id and coalesce(e.table_name, 'other_movements') = 'other_movements'
                 and coalesce(e.table_row, m.row) = m.row) as has_error
    from current_other_movements m
    where m.month_end = getvariable('month') and m.event in ('repurchase_cancelled', 'repurchase_treasury')
), counted as (
    select *, not has_error and coalesce(issued_change, treasury_change, pending_cancellation) is not null as is_stated,
           case when event = 'repurchase_treasury' or is_stated and issued_change is null then 0
                else -issued_change end as cancelled,
           case when event = 'repurchase_cancelled' then 0
                else coalesce(treasury_change, -issued_change) end as into_treasury,
           case when is_stated and pending_cancellation is null then 0 else -pending_cancellation end as pending
    from repurchases
), bought as (
    select filing_id, stock_code, share_class, share_type, count(*) as repurchases,
           complete_sum(cancelled, true) as cancelled, complete_sum(into_treasury, true) as into_treasury,
           complete_sum(pending, true) as pending,
           case when count(price_currency) = count(*) and count(distinct price_currency) = 1
                then min(price_currency) end as currency,
           case when currency is not null then min(price) end as lowest_price,
           case when currency is not null then max(price) end as highest_price,
           case when currency is not null and count(price * (cancelled + into_treasury)) = count(*)
                then sum(price * (cancelled + into_treasury)) end as paid,
           bool_or(has_error) as has_error
    from counted
    group by filing_id, stock_code, share_class, share_type
)
select b.stock_code, b.share_class, b.share_type, b.cancelled, b.into_treasury, b.pending, b.repurchases,
       b.currency, b.lowest_price, b.highest_price, b.paid,
       percent_of(b.cancelled + b.into_treasury, c.opening_issued) as percent_of_class,
       b.has_error or coalesce(c.has_error, false) as has_error
from bought b
left join current_classes c
  on c.filing_id = b.filing_id and not c.is_nominal and not c.is_shared
 and c.share_class is not distinct from b.share_class and c.share_type is not distinct from b.share_type
order by b.cancelled + b.into_treasury desc nulls last, b.stock_code, b.share_class, b.share_type
limit 20;


-- name: treasury_build_up
-- How did the treasury shares of each class come and go, month by month?
-- Months in which a class held none and moved none are not shown; forms before June 2024 have no such cell.
-- opening_treasury, closing_treasury   shares in treasury; null: blank, or unreadable (has_error)
-- bought           shares bought back into treasury
-- sold             shares sold out of treasury, negative
-- granted          shares that left treasury for options, awards, warrants, convertibles and agreements, negative
-- cancelled        treasury shares cancelled, negative
-- counted_anew     what a consolidation, subdivision or reorganisation made of them
-- other            by other events
--                  of these six, 0: no row states a change of that kind; what could not be read is in unexplained
-- unexplained      closing less opening less the six: 0 in a return that adds up; null: a balance is null
-- percent_of_total closing_treasury in percent of issued and treasury shares together; null: a balance is null
with moved as (
    select filing_id, row, 'other_movements' as table_name, share_class, share_type, event, treasury_change as change
    from current_other_movements
    union all
    select filing_id, row, 'option_movements', share_class, share_type, 'scheme', treasury_shares_transferred
    from current_option_movements
    union all
    select filing_id, row, 'warrant_movements', share_class, share_type, 'scheme', treasury_shares_transferred
    from current_warrant_movements
    union all
    select filing_id, row, 'convertible_movements', share_class, share_type, 'scheme', treasury_shares_transferred
    from current_convertible_movements
    union all
    select filing_id, row, 'agreement_movements', share_class, share_type, 'scheme', treasury_shares_transferred
    from current_agreement_movements
), sorted as (
    select m.filing_id, m.share_class, m.share_type, m.change,
           case when e.filing_id is not null then 'counted_anew'
                when m.event in ('repurchase_treasury', 'repurchase_cancelled') then 'bought'
                when m.event = 'treasury_sale' then 'sold'
                when m.event in ('treasury_transfer', 'scheme') then 'granted'
                when m.event = 'treasury_cancellation' then 'cancelled'
                else 'other' end as way
    from moved m
    left join current_findings e
      on e.code = 'capital-event' and e.filing_id = m.filing_id
     and e.table_name = m.table_name and e.table_row = m.row
    where m.change <> 0
), summed as (
    select filing_id, share_class, share_type,
           complete_sum(change, way = 'bought') as bought, complete_sum(change, way = 'sold') as sold,
           complete_sum(change, way = 'granted') as granted, complete_sum(change, way = 'cancelled') as cancelled,
           complete_sum(change, way = 'counted_anew') as counted_anew, complete_sum(change, way = 'other') as other
    from sorted
    group by filing_id, share_class, share_type
), balances as (
    select c.*, coalesce(s.bought, 0) as bought, coalesce(s.sold, 0) as sold, coalesce(s.granted, 0) as granted,
           coalesce(s.cancelled, 0) as cancelled, coalesce(s.counted_anew, 0) as counted_anew,
           coalesce(s.other, 0) as other
    from current_classes c
    left join summed s
      on s.filing_id = c.filing_id and not c.is_nominal and not c.is_shared
     and s.share_class is not distinct from c.share_class and s.share_type is not distinct from c.share_type
    where c.opening_treasury <> 0 or c.closing_treasury <> 0 or s.filing_id is not null
)
select stock_code, month_end, share_class, share_type, class_position, opening_treasury,
       bought, sold, granted, cancelled, counted_anew, other,
       closing_treasury - opening_treasury - bought - sold - granted - cancelled - counted_anew - other as unexplained,
       closing_treasury, percent_of(closing_treasury, closing_total) as percent_of_total, has_error
from balances
order by stock_code, share_class, share_type, class_position, month_end;


-- name: dilution_overhang
-- How many shares may still be issued, against those in issue, in the newest return of each issuer?
-- as_of            the moment whose knowledge counts, by the clock of Hong Kong; a date is its beginning
-- closing_issued   shares in issue without treasury shares; null: blank or unreadable, or section II has no such class
-- options, warrants, convertibles, agreements, other   shares that may be issued under sections III A to E
--                  (options that a scheme may still grant are not in them); 0: the return shows none; null: a figure
--                  could not be read, is blank though there are options, warrants or convertibles, or may be of
--                  another class
-- issuable         the five together; null: one of them is. Classes for which it is 0 are not shown
-- overhang_percent issuable in percent of closing_issued; null: one of them is
set variable as_of = '2027-01-01';
with newest as (
    from as_of_dilution(getvariable('as_of')) qualify month_end = max(month_end) over (partition by stock_code)
)
select stock_code, month_end, share_class, share_type, class_position, closing_issued,
       options, warrants, convertibles, agreements, other,
       options + warrants + convertibles + agreements + other as issuable,
       percent_of(issuable, closing_issued) as overhang_percent, has_error
from newest
where issuable is distinct from 0
order by overhang_percent desc nulls last, stock_code, share_class, share_type, class_position;


-- name: option_exercise_rates
-- Of the options that were there or came in a stretch of months, what part was exercised, by issuer and class?
-- A consolidation, subdivision or reorganisation counts options anew. Old and new ones are never added: the month in
-- which it happens is left out, and another stretch begins after it.
-- first_month, last_month   of the stretch
-- months           returns that it is made of
-- months_missing   months between first_month and last_month without a return; what was granted in them is not known
-- opening_options  options, over all schemes, when the first month began; null: blank, as on the form before July 2021,
--                  which has no such cell, or unreadable (has_error)
-- granted          options granted in the stretch
-- exercised        options exercised in the stretch
--                  of these two, a blank is 0, for the form prints no line where nothing moved; null: an error may
--                  be why it is blank
-- exercise_rate_percent   exercised in percent of opening_options and granted; null: one of the three is
with schemes as (
    select o.*,
           exists (
               from current_errors e
               where e.filing_id = o.filing_id and coalesce(e.table_name, 'option_movements') = 'option_movements'
                 and coalesce(e.table_row, o.row) = o.row) as has_error,
           exists (
               from current_errors e
               where e.filing_id = o.filing_id and coalesce(e.table_name, 'option_movements') = 'option_movements'
                 and coalesce(e.table_row, o.row) = o.row
                 and (e.column_name is null or e.column_name in ('movements', 'granted', 'exercised'))) as is_in_doubt,
           exists (
               from current_capital_events e
               where e.filing_id = o.filing_id and e.share_class is not distinct from o.share_class
                 and e.share_type is not distinct from o.share_type) as is_counted_anew
    from current_option_movements o
), counted as (
    select * replace (
               case when is_in_doubt then granted else coalesce(granted, 0) end as granted,
               case when is_in_doubt then -exercised else coalesce(-exercised, 0) end as exercised)
    from schemes
), months as (
    select stock_code, month_end, share_class, share_type,
           complete_sum(opening_options, true) as opening_options, complete_sum(granted, true) as granted,
           complete_sum(exercised, true) as exercised,
           bool_or(has_error) as has_error, bool_or(is_counted_anew) as is_counted_anew
    from counted
    group by stock_code, month_end, share_class, share_type
), stretches as (
    select *, count(*) filter (where is_counted_anew) over (
                  partition by stock_code, share_class, share_type order by month_end) as stretch
    from months
), rates as (
    select stock_code, share_class, share_type, stretch,
           min(month_end) as first_month, max(month_end) as last_month, count(*) as months,
           datediff('month', first_month, last_month) + 1 - months as months_missing,
           first(opening_options order by month_end) as opening_options,
           complete_sum(granted, true) as granted, complete_sum(exercised, true) as exercised,
           bool_or(has_error) as has_error
    from stretches
    where not is_counted_anew
    group by stock_code, share_class, share_type, stretch
)
select stock_code, share_class, share_type, first_month, last_month, months, months_missing,
       opening_options, granted, exercised,
       percent_of(exercised, opening_options + granted) as exercise_rate_percent, has_error
from rates
order by stock_code, share_class, share_type, first_month;


-- name: corrections
-- What did each resubmission change, cell by cell, in every table of values?
-- Each revision is beside the one before it in the same language. Rows are compared by their place: a row put in
-- between shows in all that follow it. What a correction states in both languages alike is one row.
-- revision         of the return that changed it, from 2
-- public_from      UTC: when the correction was there to be read, in the first of its languages; null: no day is known
-- languages        in which it was corrected so
-- table_name, table_row, column_name   the cell; those of filings are the issuer's name and total authorised capital
-- before, after    the values as text; null: blank, unreadable, or no such row
-- has_error        a finding of severity error touches the row, before or after
create or replace temp macro cells(t) as table
with corrected as (
    select filing_id from filings qualify max(revision) over (partition by stock_code, month_end, language) > 1
), figures as (
    select * exclude (stock_code, month_end, year) from query_table(t) semi join corrected using (filing_id)
), texts as (
    select filing_id, row, columns(* exclude (filing_id, row))::varchar from figures
)
select t as table_name, *
from (unpivot texts on columns(* exclude (filing_id, row)) into name column_name value cell);
with heads as (
    select filing_id, 1 as row, issuer_name, total_authorised_currency,
           total_authorised_capital::varchar as total_authorised_capital
    from filings
), values_stated as (
    select 'filings' as table_name, *
    from (unpivot heads on columns(* exclude (filing_id, row)) into name column_name value cell)
    union all from cells('authorised_capital')
    union all from cells('issued_shares')
    union all from cells('option_movements')
    union all from cells('warrant_movements')
    union all from cells('convertible_movements')
    union all from cells('agreement_movements')
    union all from cells('other_movements')
    union all from cells('section_totals')
    union all from cells('depositary_receipts')
    union all from cells('remarks')
), steps as (
    select new.filing_id, old.filing_id as filing_id_before,
           new.stock_code, new.month_end, new.revision, new.language, new.known_from
    from filing_times new
    join filing_times old
      on old.stock_code = new.stock_code and old.month_end = new.month_end and old.language = new.language
     and old.revision = new.revision - 1
), sides as (
    select s.*, v.table_name, v.row, v.column_name, null as before, v.cell as after
    from steps s join values_stated v using (filing_id)
    union all
    select s.*, v.table_name, v.row, v.column_name, v.cell, null
    from steps s join values_stated v on v.filing_id = s.filing_id_before
), compared as (
    select * exclude (before, after), max(before) as before, max(after) as after
    from sides
    group by all
    having max(before) is distinct from max(after)
), checked as (
    select *, exists (
        from findings e
        where e.severity = 'error' and e.filing_id in (c.filing_id, c.filing_id_before)
          and coalesce(e.table_name, c.table_name) = c.table_name and coalesce(e.table_row, c.row) = c.row) as has_error
    from compared c
)
select stock_code, month_end, revision, min(known_from) as public_from,
       string_agg(language, ', ' order by language) as languages,
       table_name, row as table_row, column_name, before, after, bool_or(has_error) as has_error
from checked
group by stock_code, month_end, revision, table_name, row, column_name, before, after
order by stock_code, month_end, revision, table_name, table_row, column_name, languages;


-- name: wvr_classes
-- How are the shares of issuers with weighted voting rights split between their classes, and what was converted?
-- The form does not say how many votes a share has, so that voting power is not told here.
-- closing_issued     shares of the class in issue without treasury shares; null: blank, or unreadable (has_error)
-- percent_of_issuer  of the shares of all the issuer's classes; null: one of them is null
-- change_issued      shares, in the month; null: blank, or unreadable (has_error)
-- converted          shares that came by conversion from another class, or went to it (negative); 0: no such row; null:
--                    a row's figure is blank or unreadable, or may be of another class of the same words
with converted as (
    select filing_id, share_class, share_type, complete_sum(issued_change, true) as converted
    from current_other_movements
    where event = 'conversion'
    group by filing_id, share_class, share_type
), classes as (
    select c.*,
           case when count(*) over issuer = count(closing_issued) over issuer
                then sum(closing_issued) over issuer end as issued_of_issuer,
           bool_or(share_class = 'wvr_ordinary') over issuer as is_weighted
    from current_classes c
    window issuer as (partition by filing_id)
)
select c.stock_code, c.month_end, c.share_class, c.share_type, c.class_position, c.class_stock_code, c.listed,
       c.closing_issued, percent_of(c.closing_issued, c.issued_of_issuer) as percent_of_issuer, c.change_issued,
       case when v.filing_id is null then 0 when not c.is_shared then v.converted end as converted, c.has_error
from classes c
left join converted v
  on v.filing_id = c.filing_id and not c.is_nominal
 and v.share_class is not distinct from c.share_class and v.share_type is not distinct from c.share_type
where c.is_weighted
order by c.stock_code, c.month_end, c.share_class, c.share_type, c.class_position;


-- name: consolidations
-- What are the share counts of a class that was consolidated, subdivided or reorganised, in shares of today?
-- The ratio is exact, also over several events; the rounded adjustment_factor of capital_events is not used.
-- event            consolidation, subdivision, reorganisation; null: none in the month. The month's closing is after it
-- closing_issued   shares in issue without treasury shares, as the return states them; null: blank, or unreadable
-- ratio_old, ratio_new   so many shares of that month are so many of today; null: an event may be of another class of
--                  the same words
-- adjusted_issued  closing_issued * ratio_new / ratio_old, whole shares; null: closing_issued or the ratio is
-- adjusted_rest    what is left over, in shares of one ratio_old-th; 0 where it divides
with events as (
    select filing_id, stock_code, month_end, share_class, share_type,
           string_agg(kind, ', ' order by row) as event,
           list_reduce(list(ratio_old::hugeint), lambda x, y: x * y) as old_shares,
           list_reduce(list(ratio_new::hugeint), lambda x, y: x * y) as new_shares
    from current_capital_events
    group by filing_id, stock_code, month_end, share_class, share_type
), months as (
    select c.*
    from current_classes c
    semi join events e
      on e.stock_code = c.stock_code
     and e.share_class is not distinct from c.share_class and e.share_type is not distinct from c.share_type
    where not c.is_nominal
), since as (
    -- What the events of all later months make of the shares of a month.
    select m.filing_id, m.row, any_value(m.is_shared) as is_shared,
           list_reduce(list(e.old_shares), lambda x, y: x * y) as old_shares,
           list_reduce(list(e.new_shares), lambda x, y: x * y) as new_shares
    from months m
    join events e
      on e.stock_code = m.stock_code and e.month_end > m.month_end
     and e.share_class is not distinct from m.share_class and e.share_type is not distinct from m.share_type
    group by m.filing_id, m.row
), series as (
    select m.*,
           case when s.row is null then 1
                when not s.is_shared then s.old_shares // gcd(s.old_shares, s.new_shares) end as ratio_old,
           case when s.row is null then 1
                when not s.is_shared then s.new_shares // gcd(s.old_shares, s.new_shares) end as ratio_new
    from months m
    left join since s on s.filing_id = m.filing_id and s.row = m.row
)
select m.stock_code, m.month_end, m.share_class, m.share_type, m.class_position, e.event, m.closing_issued,
       m.ratio_old::bigint as ratio_old, m.ratio_new::bigint as ratio_new,
       (m.closing_issued * m.ratio_new // m.ratio_old)::bigint as adjusted_issued,
       (m.closing_issued * m.ratio_new % m.ratio_old)::bigint as adjusted_rest, m.has_error
from series m
left join events e
  on e.filing_id = m.filing_id
 and e.share_class is not distinct from m.share_class and e.share_type is not distinct from m.share_type
order by m.stock_code, m.share_class, m.share_type, m.class_position, m.month_end;


-- name: filed_late
-- Whose first return of a month became public after its due day?
-- The rule is that of `sharecap gaps`.
-- A correction says nothing of when the return was filed that it corrects. Months without a known due day, and returns
-- of which no day is known, are not shown.
-- issuer       the name without what stands in brackets behind it; null: the return states none
-- due_on       the last day in time: the fifth business day in Hong Kong after the month's end (due_days)
-- public_on    the day in Hong Kong on which the first return of the month, in any language, became public
-- known_by     how that day is known: published_at and published_on tell the exchange's, submitted_on the issuer's
-- days_late    calendar days after due_on
-- has_error    a finding of severity error touches the whole filing, or its issuer, month or date
with originals as (
    select filing_id, stock_code, language, issuer_name, last_day(month_end) as month_end,
           case when published_at is not null then 'published_at'
                when published_on is not null then 'published_on'
                else 'submitted_on' end as known_by,
           coalesce((make_timestamp(epoch_us(published_at)) + interval 8 hour)::date, published_on, submitted_on)
               as public_on
    from filings
    where revision is not null and status is distinct from 'resubmission'
), firsts as (
    from originals
    where public_on is not null
    qualify row_number() over (
        partition by stock_code, month_end order by public_on, language = 'en' desc, filing_id) = 1
)
select f.stock_code, regexp_replace(f.issuer_name, '( ?\([^()]*\))+$', '') as issuer, f.month_end,
       d.due_on, f.public_on, f.known_by, f.public_on - d.due_on as days_late,
       exists (
           from findings e
           where e.filing_id = f.filing_id and e.severity = 'error'
             and (e.table_name is null
                  or e.table_name = 'filings' and e.column_name in ('stock_code', 'month_end', 'submitted_on'))
       ) as has_error
from firsts f
join due_days d using (month_end)
where f.public_on > d.due_on
order by f.month_end, f.stock_code;


-- name: authorised_headroom
-- How many shares of each class may still be issued under the authorised capital, in the newest return of each issuer?
-- Section I is the capital as authorised; the shares taken up are those in issue and in treasury. Classes of the same
-- words are taken together, for the form does not say which row of section II is of which block of section I.
-- as_of              the moment whose knowledge counts, by the clock of Hong Kong; a date is its beginning
-- authorised_shares  shares; null: none is stated, as by Hong Kong companies, which have no authorised capital; or they
--                    are in more than one currency, which is never added; or a block is unreadable (has_error)
-- currency           of the authorised capital; null: none is stated, or more than one
-- issued_shares      shares in issue and in treasury; null: section II has no such class, or blank or unreadable
-- headroom           authorised_shares less issued_shares; null: one of them is
-- used_percent       issued_shares in percent of authorised_shares; null: one of them is
set variable as_of = '2027-01-01';
with newest as (
    from as_of_filings(getvariable('as_of')) qualify month_end = max(month_end) over (partition by stock_code)
), authorised as (
    select a.filing_id, a.share_class, a.share_type,
           case when count(distinct a.currency) <= 1 then complete_sum(a.closing_shares, true) end as authorised_shares,
           case when count(distinct a.currency) = 1 then min(a.currency) end as currency,
           bool_or(exists (
               from as_of_errors(getvariable('as_of')) e
               where e.filing_id = a.filing_id and coalesce(e.table_name, 'authorised_capital') = 'authorised_capital'
                 and coalesce(e.table_row, a.row) = a.row)) as has_error
    from as_of_authorised_capital(getvariable('as_of')) a
    semi join newest using (filing_id)
    group by a.filing_id, a.share_class, a.share_type
), issued as (
    select c.filing_id, c.share_class, c.share_type,
           complete_sum(c.closing_total, true) as issued_shares, bool_or(c.has_error) as has_error
    from as_of_classes(getvariable('as_of')) c
    semi join newest using (filing_id)
    group by c.filing_id, c.share_class, c.share_type
)
select n.stock_code, n.month_end,
       case when i.filing_id is null then a.share_class else i.share_class end as share_class,
       case when i.filing_id is null then a.share_type else i.share_type end as share_type,
       a.authorised_shares, a.currency, i.issued_shares,
       a.authorised_shares - i.issued_shares as headroom,
       percent_of(i.issued_shares, a.authorised_shares) as used_percent,
       coalesce(a.has_error, false) or coalesce(i.has_error, false) as has_error
from authorised a
full join issued i
  on i.filing_id = a.filing_id
 and i.share_class is not distinct from a.share_class and i.share_type is not distinct from a.share_type
join newest n on n.filing_id = coalesce(a.filing_id, i.filing_id)
order by n.stock_code, share_class, share_type;


-- name: findings
-- What should be looked at before a number is trusted: the findings by code?
-- Of every document, all revisions and both languages.
-- findings, filings   how many there are, and in how many filings
-- mostly_at           the column, or table, that most of them point at; of several the first; null: the document
with placed as (
    select severity, code, filing_id, nullif(concat_ws('.', table_name, column_name), '') as place from findings
)
select severity, code, count(*) as findings, count(distinct filing_id) as filings,
       mode(place order by place) as mostly_at
from placed
group by severity, code
order by severity, findings desc, code;
