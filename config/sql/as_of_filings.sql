-- known_filings: the filings that were public at the moment {as_of}, as they stood to each other then. A table, not a view: all
-- that follows asks for it. A document whose issuer, month or day of publication is not known is not in it.
create or replace table known_filings as
with known as (
    select f.filing_id, f.stock_code, f.month_end, f.language, f.revision, f.twin_filing_id
    from published_filings f
    semi join (
        select filing_id from published_filing_times where known_from <= hong_kong_moment('{as_of}')
    ) using (filing_id)
)
select k.filing_id,
       row_number() over (partition by k.stock_code, k.month_end, k.language order by k.revision) as revision,
       k.revision = max(k.revision) over (partition by k.stock_code, k.month_end, k.language) as is_current,
       twin.filing_id as twin_filing_id
from known k
left join known twin on twin.filing_id = k.twin_filing_id;

-- filings: those that were public at that moment. Their findings are those that are published: some compare a return with
-- later ones.
create or replace view filings as
select f.* replace (k.revision as revision, k.is_current as is_current, k.twin_filing_id as twin_filing_id)
from published_filings f
join known_filings k using (filing_id);
