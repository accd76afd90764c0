-- undated_filings: filings of which no day is known. They show in current_*, and never in as_of_*. One row per filing.
create or replace view undated_filings as
select f.* from filings f semi join (select filing_id from filing_times where known_from is null) using (filing_id);

-- current_filing_times, as_of_filing_times(t): the filings that are known by now, and by the moment t. Helpers of what
-- follows: every view current_* reads the one, every macro as_of_* the other.
create or replace view current_filing_times as
select * from filing_times;
create or replace macro as_of_filing_times(t) as table
select * from filing_times where known_from <= hong_kong_moment(t);
