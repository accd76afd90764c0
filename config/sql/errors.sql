-- current_errors: the findings of severity error, and what they touch. A helper of the views below. One row per place.
-- table_name   null: the whole filing, because it lost pages or its issuer or month is in doubt
-- table_row    null: the whole table
-- column_name  null: the whole row
create or replace view current_errors as
select distinct filing_id, case when table_name <> 'filings' then table_name end as table_name,
       case when table_name <> 'filings' then table_row end as table_row, column_name
from current_findings
where severity = 'error'
  and (table_name is null or table_name <> 'filings' or column_name in ('stock_code', 'month_end'));
