-- filings: those that were public at the moment {as_of}, as they stood to each other then: what came later is not there.
-- A document whose issuer, month or day of publication is not known is not there at all. Findings are those that are
-- published: some compare a return with later ones.
set variable sharecap_as_of = hong_kong_moment('{as_of}');
create or replace view filings as
with known as (
    select r.* from published_filings r
    semi join (
        select filing_id from published_filing_times where known_from <= hong_kong_moment('{as_of}')
    ) using (filing_id)
)
select k.* replace (
    row_number() over (partition by k.stock_code, k.month_end, k.language order by k.revision) as revision,
    k.revision = max(k.revision) over (partition by k.stock_code, k.month_end, k.language) as is_current,
    twin.filing_id as twin_filing_id)
from known k
left join known twin on twin.filing_id = k.twin_filing_id;
