-- net_issuance: what each month added to the shares in issue, by what it came from. One row per issuer, class, month.
-- All figures are shares without treasury shares, negative where shares went. A part is the printed total of its section
-- or, where that is blank, the sum of its rows; 0 where the return shows none of its kind, and null where a figure could not
-- be read or may be of another class of that name.
-- stock_code, month_end, share_class, share_type, class_position   as in shares_outstanding
-- net_issuance    the change that section II states or, where that is blank, closing less opening; null: neither is there
-- options, warrants, convertibles, agreements, other   the parts: sections III A to E
-- unexplained     net_issuance less the parts: 0 in a return that adds up; null where one of them is
-- restated        the part of it that a consolidation, subdivision or reorganisation of the month makes up (capital_events):
--                 the same shares, counted anew, mostly within `other`; null where it cannot be told apart from a change of
--                 the treasury shares
-- net_issuance_adjusted   net_issuance less restated
-- filing_id, issued_row   the filing, and its row of issued_shares
-- has_error       a finding of severity error touches one of the rows that it is made of
create or replace view net_issuance as
with sections as (
    select of_filing as filing_id, of_class as share_class, of_type as share_type, class_position, issued_row,
           opening_issued, opening_treasury, closing_treasury,
           coalesce(opening_total, opening_issued) as opening,
           coalesce(change_issued, closing_issued - opening_issued) as net_issuance,
           is_shared, section,
           case when count(issued_change) filter (where is_total) > 0
                then complete_sum(issued_change, is_total)
                else complete_sum(issued_change, not is_total) end as part,
           coalesce(bool_or(class_has_error), false) or coalesce(bool_or(movement_has_error), false) as has_error
    from current_class_movements
    group by all
), parts as (
    select * exclude (section, part, has_error),
           count(section) > 0 as is_moved,
           complete_sum(part, section = 'A') as options,
           complete_sum(part, section = 'B') as warrants,
           complete_sum(part, section = 'C') as convertibles,
           complete_sum(part, section = 'D') as agreements,
           complete_sum(part, section = 'E') as other,
           bool_or(has_error) as has_error
    from sections
    group by all
), events as (
    select p.filing_id, p.share_class, p.share_type, p.class_position,
           complete_sum(
               case when p.is_shared then null
                    -- It lies between two months: the opening balance is counted anew already.
                    when e.new_count = p.opening then 0
                    when coalesce(p.opening_treasury, 0) = 0 and coalesce(p.closing_treasury, 0) = 0
                    then e.new_count - e.old_count
                    when e.old_count = p.opening and p.opening_issued::hugeint * e.ratio_new % e.ratio_old = 0
                    then p.opening_issued::hugeint * e.ratio_new // e.ratio_old - p.opening_issued end,
               true) as restated
    from parts p
    join current_capital_events e
      on e.filing_id = p.filing_id
     and e.share_class is not distinct from p.share_class and e.share_type is not distinct from p.share_type
    group by all
), known as (
    select p.* replace (
        case when not (is_shared and is_moved) then options end as options,
        case when not (is_shared and is_moved) then warrants end as warrants,
        case when not (is_shared and is_moved) then convertibles end as convertibles,
        case when not (is_shared and is_moved) then agreements end as agreements,
        case when not (is_shared and is_moved) then other end as other),
        case when e.filing_id is null then 0 else e.restated end as restated
    from parts p
    left join events e
      on e.filing_id = p.filing_id and e.class_position = p.class_position
     and e.share_class is not distinct from p.share_class and e.share_type is not distinct from p.share_type
)
select f.stock_code, f.month_end, k.share_class, k.share_type, k.class_position, k.net_issuance,
       k.options, k.warrants, k.convertibles, k.agreements, k.other,
       k.net_issuance - k.options - k.warrants - k.convertibles - k.agreements - k.other as unexplained,
       k.restated, k.net_issuance - k.restated as net_issuance_adjusted,
       k.filing_id, k.issued_row, k.has_error or l.filing_id is not null as has_error
from known k
join current_filings f on f.filing_id = k.filing_id
left join current_lost_rows l on l.filing_id = k.filing_id;
