-- current_movements: the rows of section III and the printed totals under one set of columns. A helper of dilution and
-- net_issuance. One row per row of the five tables and of section_totals.
-- section          A to E; of a printed total too
-- is_total         whether the row is a printed total
-- share_class, share_type  of the row; where it names none and the filing has one class only, of that one
-- issued_change    effect on the shares issued, treasury excluded; a blank is 0, and null means that it could not be read
--                  (of a total: or that it is blank)
-- shares_issuable  shares that may still be issued; a blank is 0, and null means that it could not be read, or is blank
--                  although options, warrants or convertibles are outstanding
-- has_error        an error finding touches the row
create or replace view current_movements as
with printed as (
    select filing_id, 'option_movements' as table_name, row, 'A' as section, share_class, share_type,
           'new_shares_issued' as change_column, new_shares_issued as change, shares_issuable,
           coalesce(closing_options, 0) <> 0 as is_outstanding
    from current_option_movements
    union all
    select filing_id, 'warrant_movements', row, 'B', share_class, share_type,
           'new_shares_issued', new_shares_issued, shares_issuable, coalesce(closing_nominal, 0) <> 0
    from current_warrant_movements
    union all
    select filing_id, 'convertible_movements', row, 'C', share_class, share_type,
           'new_shares_issued', new_shares_issued, shares_issuable, coalesce(closing_amount, 0) <> 0
    from current_convertible_movements
    union all
    select filing_id, 'agreement_movements', row, 'D', share_class, share_type,
           'new_shares_issued', new_shares_issued, shares_issuable, false
    from current_agreement_movements
    union all
    select filing_id, 'other_movements', row, 'E', share_class, share_type,
           'issued_change', issued_change, shares_issuable, false
    from current_other_movements
    union all
    select filing_id, 'section_totals', row, section, share_class, share_type,
           'issued_total', issued_total, null, false
    from current_section_totals
    where section <> 'all'
), doubts as (
    select p.filing_id, p.table_name, p.row,
           bool_or(e.column_name is null or e.column_name = p.change_column) as change_in_doubt,
           bool_or(e.column_name is null or e.column_name = 'shares_issuable') as issuable_in_doubt
    from printed p
    join current_errors e
      on e.filing_id = p.filing_id
     and coalesce(e.table_name, p.table_name) = p.table_name and coalesce(e.table_row, p.row) = p.row
    group by all
), only_class as (
    select filing_id, any_value(share_class) as share_class, any_value(share_type) as share_type
    from current_issued_shares
    group by filing_id
    having count(*) = 1
)
select p.filing_id, p.table_name, p.row, p.section, p.table_name = 'section_totals' as is_total,
       case when p.share_class is null then o.share_class else p.share_class end as share_class,
       case when p.share_class is null and p.share_type is null then o.share_type else p.share_type end as share_type,
       case when p.change is null and not is_total and not coalesce(d.change_in_doubt, false) then 0
            else p.change end as issued_change,
       case when p.shares_issuable is null and not p.is_outstanding and not coalesce(d.issuable_in_doubt, false) then 0
            else p.shares_issuable end as shares_issuable,
       d.filing_id is not null as has_error
from printed p
left join doubts d on d.filing_id = p.filing_id and d.table_name = p.table_name and d.row = p.row
left join only_class o on o.filing_id = p.filing_id;

-- current_class_movements: the classes of section II, each beside the movements of its share_class and share_type; and the
-- movements of classes that section II does not show. A helper. One row per class and movement, or class without one.
-- is_shared  as in current_classes: the movement may be of another class
create or replace view current_class_movements as
select coalesce(c.filing_id, m.filing_id) as of_filing,
       case when c.filing_id is null then m.share_class else c.share_class end as of_class,
       case when c.filing_id is null then m.share_type else c.share_type end as of_type,
       coalesce(c.class_position, 1) as class_position, coalesce(c.is_shared, false) as is_shared,
       c.row as issued_row, c.opening_issued, c.opening_treasury, c.opening_total, c.change_issued,
       c.closing_issued, c.closing_treasury, c.has_error as class_has_error,
       m.section, m.is_total, m.issued_change, m.shares_issuable, m.has_error as movement_has_error
from current_classes c
full join current_movements m
  on m.filing_id = c.filing_id
 and m.share_class is not distinct from c.share_class and m.share_type is not distinct from c.share_type
 and not c.is_nominal;

-- current_lost_rows: the filings whose movements may be missing where they belong: a whole table is in doubt, or a movement with
-- an error is of a class that section II does not show. A helper. One row per filing.
create or replace view current_lost_rows as
select filing_id
from current_errors
where table_name is null
   or table_row is null and (ends_with(table_name, '_movements') or table_name = 'section_totals')
union
select of_filing from current_class_movements where issued_row is null and movement_has_error;
