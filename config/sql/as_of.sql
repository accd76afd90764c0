-- {table}: the rows that were public at the moment {as_of}, and nothing that came later.
create or replace view {table} as
select r.* from published_{table} r semi join known_filings using (filing_id);
