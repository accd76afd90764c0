-- What to look at before you trust a number: findings by code, with the column that most of them point at.
with placed as (
    select severity, code, filing_id, concat_ws('.', table_name, column_name) as place from 'findings/*/*.parquet'
)
select severity, code, count(*) as findings, count(distinct filing_id) as filings,
       -- Ordered, so that of two places with as many findings the same is shown each time.
       mode(place order by place) as mostly_at
from placed
group by severity, code
order by severity, findings desc, code
