-- What issuers bought back: cancelled at once or held in treasury.
select m.stock_code, m.event_date, m.event, m.issued_change, m.treasury_change,
       m.price_currency as currency, m.price::decimal(18, 4) as price,
       (m.price * -m.issued_change)::decimal(38, 2) as paid
from 'other_movements/*/*.parquet' m
join 'filings/*/*.parquet' f using (filing_id)
where f.is_current and (f.language = 'en' or f.twin_filing_id is null)
  and m.event in ('repurchase_cancelled', 'repurchase_treasury') and m.issued_change < 0
order by m.stock_code, m.event_date, m.row
