-- current_classes: the classes of shares of section II. A helper of the views below. One row per filing and class.
-- class_position  1, 2, … among classes of the same share_class and share_type. The three together are the key of a class
--                 within an issuer: two classes can show the same stock code.
-- is_nominal      it has no shares, and another class of the same words has: columns that the legacy form leaves at nil
-- is_shared       another class of the same words is not nominal either: what is said of these words may be of either
-- has_error       an error finding touches the row
create or replace view current_classes as
with balances as (
    select *, coalesce(
               opening_issued = 0 and closing_issued = 0
               and coalesce(opening_treasury, 0) = 0 and coalesce(closing_treasury, 0) = 0, false) as is_nil
    from current_issued_shares
), counted as (
    select *, row_number() over (partition by filing_id, share_class, share_type order by row) as class_position,
           count(*) over (partition by filing_id, share_class, share_type) as classes,
           count(*) filter (where not is_nil) over (partition by filing_id, share_class, share_type) as with_shares
    from balances
)
select c.* exclude (is_nil, classes, with_shares),
       c.is_nil and c.with_shares > 0 as is_nominal,
       not is_nominal and coalesce(nullif(c.with_shares, 0), c.classes) > 1 as is_shared,
       exists (
           from current_errors e
           where e.filing_id = c.filing_id
             and coalesce(e.table_name, 'issued_shares') = 'issued_shares' and coalesce(e.table_row, c.row) = c.row
       ) as has_error
from counted c;
