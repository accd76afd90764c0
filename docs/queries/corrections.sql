-- What a resubmission changed: the latest revision beside the one before it.
select new.stock_code, strftime(new.month_end, '%Y-%m') as month, new.language,
       old.submitted_on as first, new.submitted_on as corrected,
       before.closing_issued as closing_before, after.closing_issued as closing_after
from 'filings/*/*.parquet' new
join 'filings/*/*.parquet' old
  on old.stock_code = new.stock_code and old.month_end = new.month_end and old.language = new.language
 and old.revision = new.revision - 1
join 'issued_shares/*/*.parquet' after on after.filing_id = new.filing_id
join 'issued_shares/*/*.parquet' before on before.filing_id = old.filing_id and before.row = after.row
where new.is_current
order by all
