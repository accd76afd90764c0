-- hong_kong_moment(t): a moment as a timestamp in UTC, the same for every session, whatever its time zone.
-- t is a text, date, timestamp or timestamptz. What has no offset is taken for the clock of Hong Kong, which is eight
-- hours ahead of UTC all year; a date is its beginning. What is no moment is an error.
create or replace macro hong_kong_moment(t) as
    case when regexp_matches(t::varchar, ':\d\d(:\d\d(\.\d+)?)?\s*([+-]\d\d(:?\d\d)?|Z)$')
         then make_timestamp(epoch_us(t::varchar::timestamptz))
         else t::varchar::timestamp - interval 8 hour end;

-- filing_times: when each filing was there to be read. One row per filing whose issuer and month are known.
-- published   UTC: published_at, else the end of the day published_on in Hong Kong; null: neither is known
-- known_from  UTC: published, else the end of the day submitted_on in Hong Kong, but never before that day begins, for
--             nobody can read today what is dated tomorrow; null: no day is known at all, see undated_filings
create or replace view filing_times as
with moments as (
    select filing_id, stock_code, month_end, language, revision, submitted_on,
           coalesce(status = 'resubmission', false) as corrects,
           coalesce(
               make_timestamp(epoch_us(published_at)),
               (published_on + 1)::timestamp - interval 8 hour) as published
    from filings
    where revision is not null
)
select *,
       greatest(
           coalesce(published, (submitted_on + 1)::timestamp - interval 8 hour),
           submitted_on::timestamp - interval 8 hour) as known_from
from moments;

-- undated_filings: filings of which no day is known. They show in current_*, and never in as_of_*. One row per filing.
create or replace view undated_filings as
select f.* from filings f semi join (select filing_id from filing_times where known_from is null) using (filing_id);

-- current_filing_times, as_of_filing_times(t): the filings that are known by now, and by the moment t. Helpers of what
-- follows: every view current_* reads the one, every macro as_of_* the other.
create or replace view current_filing_times as
select * from filing_times;
create or replace macro as_of_filing_times(t) as table
select * from filing_times where known_from <= hong_kong_moment(t);
