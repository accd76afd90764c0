-- dilution: the shares of each class in issue, and those that may still be issued. One row per issuer, class, month.
-- All figures are shares. A part is 0 where the return shows none of its kind, and null where one of its figures could not
-- be read, is blank although options, warrants or convertibles are outstanding, or may be of another class of that name.
-- stock_code, month_end, share_class, share_type, class_position   as in shares_outstanding
-- closing_issued  shares in issue without treasury shares; null too for a class that section II does not show
-- options, warrants, convertibles, agreements   may be issued, or transferred out of treasury, under sections III A to D.
--                 Options that a scheme may still grant (total_issuable_under_scheme) are not in it.
-- other           may be issued under section III E (form v1.0 only)
-- fully_diluted   closing_issued and the five parts; null where one of them is
-- filing_id, issued_row   the filing, and its row of issued_shares
-- has_error       a finding of severity error touches one of the rows that it is made of
create or replace view dilution as
with parts as (
    select of_filing as filing_id, of_class as share_class, of_type as share_type, class_position, issued_row,
           closing_issued,
           is_shared, count(section) > 0 as is_moved,
           complete_sum(shares_issuable, not is_total and section = 'A') as options,
           complete_sum(shares_issuable, not is_total and section = 'B') as warrants,
           complete_sum(shares_issuable, not is_total and section = 'C') as convertibles,
           complete_sum(shares_issuable, not is_total and section = 'D') as agreements,
           complete_sum(shares_issuable, not is_total and section = 'E') as other,
           coalesce(bool_or(class_has_error), false) or coalesce(bool_or(movement_has_error), false) as has_error
    from current_class_movements
    group by of_filing, of_class, of_type, class_position, issued_row, closing_issued, is_shared
), known as (
    select * replace (
        case when not (is_shared and is_moved) then options end as options,
        case when not (is_shared and is_moved) then warrants end as warrants,
        case when not (is_shared and is_moved) then convertibles end as convertibles,
        case when not (is_shared and is_moved) then agreements end as agreements,
        case when not (is_shared and is_moved) then other end as other)
    from parts
)
select f.stock_code, f.month_end, k.share_class, k.share_type, k.class_position, k.closing_issued,
       k.options, k.warrants, k.convertibles, k.agreements, k.other,
       k.closing_issued + k.options + k.warrants + k.convertibles + k.agreements + k.other as fully_diluted,
       k.filing_id, k.issued_row, k.has_error or l.filing_id is not null as has_error
from known k
join current_filings f on f.filing_id = k.filing_id
left join current_lost_rows l on l.filing_id = k.filing_id;
