-- current_filings: exactly one filing for each issuer and month, so that nothing is counted twice.
-- It is the newest revision over both languages: by submitted_on, then a resubmission, then the publication, then English
-- before Chinese; within a language by `revision`. Columns: those of `filings`.
create or replace view current_filings as
with newest_of_language as (
    select * from current_filing_times
    qualify row_number() over (partition by stock_code, month_end, language order by revision desc) = 1
), newest as (
    select filing_id from newest_of_language
    qualify row_number() over (
        partition by stock_code, month_end
        order by submitted_on desc nulls last, corrects desc, published desc nulls last,
                 language = 'en' desc, language desc, filing_id desc) = 1
)
select f.* from filings f semi join newest using (filing_id);
