-- current_{table}: the rows of {table} that belong to current_filings.
create or replace view current_{table} as
select r.* from {table} r semi join current_filings using (filing_id);
