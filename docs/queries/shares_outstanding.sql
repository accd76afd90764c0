-- Shares outstanding by issuer, class and month, without treasury shares.
-- Where a return was filed in two languages, the English one counts.
select f.stock_code, regexp_replace(f.issuer_name, ' ?[(（].*', '') as issuer, strftime(f.month_end, '%Y-%m') as month,
       concat_ws(' ', s.share_class, s.share_type) as class,
       s.closing_issued as outstanding, s.closing_treasury as treasury, s.change_issued as change
from 'issued_shares/*/*.parquet' s
join 'filings/*/*.parquet' f using (filing_id)
where f.is_current and (f.language = 'en' or f.twin_filing_id is null)
order by f.stock_code, s.month_end, s.row
