-- What to look at before you trust a number: findings by code, with the column that most of them point at.
select severity, code, count(*) as findings, count(distinct filing_id) as filings,
       mode(concat_ws('.', table_name, column_name)) as mostly_at
from 'findings/*/*.parquet'
group by all
order by severity, findings desc, code
