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
