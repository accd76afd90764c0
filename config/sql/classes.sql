-- current_classes: the classes of shares of section II. A helper of the views below. One row per filing and class.
-- class_position     1, 2, … among classes of the same share_class and share_type. The three together are the key of a
--                    class within an issuer: two classes can show the same stock code.
-- is_nominal         it has no shares, and another class of the same words has: columns that the legacy form leaves at nil
-- has_error          an error finding touches the row
create or replace view current_classes as
with counted as (
    select *, row_number() over (partition by filing_id, share_class, share_type order by row) as class_position,
           opening_issued = 0 and closing_issued = 0 and coalesce(opening_treasury, 0) = 0
           and coalesce(closing_treasury, 0) = 0 as is_nil
    from current_issued_shares
)
select s.* exclude (is_nil),
       coalesce(is_nil, false) and not bool_and(coalesce(is_nil, false)) over (
           partition by s.filing_id, s.share_class, s.share_type) as is_nominal,
       exists (
           from current_errors e
           where e.filing_id = s.filing_id
             and coalesce(e.table_name, 'issued_shares') = 'issued_shares' and coalesce(e.table_row, s.row) = s.row
       ) as has_error
from counted s;
