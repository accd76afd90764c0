-- latest_as_of(t): the newest month of each class that was public at the moment t; a late return for an old month never
-- replaces a newer one. One row per issuer and class. Columns: those of shares_outstanding, and
-- in_newest_return  the issuer's newest return still shows the class; where it does not, the class may be gone
create or replace macro latest_as_of(t) as table
select *, month_end = max(month_end) over (partition by stock_code) as in_newest_return
from as_of_shares_outstanding(t)
qualify row_number() over (
    partition by stock_code, share_class, share_type, class_position order by month_end desc) = 1;
