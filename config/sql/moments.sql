-- hong_kong_moment(t): a moment as a timestamp in UTC, the same for every session, whatever its time zone.
-- t is a text, date, timestamp or timestamptz. What has no offset is taken for the clock of Hong Kong, which is eight
-- hours ahead of UTC all year; a date is its beginning. What is no moment is an error: null, and a named zone, which the
-- cast to timestamp would pass over.
-- DuckDB before 2.0 takes no offset behind a moment without seconds: they are put in.
create or replace macro hong_kong_moment(t) as
    case when regexp_matches(t::varchar, ':\d\d(:\d\d(\.\d+)?)?\s*([+-]\d\d(:?\d\d)?|Z)$')
         then make_timestamp(epoch_us(regexp_replace(t::varchar, '([T ]\d\d:\d\d)\s*([+-]|Z)', '\1:00\2')::timestamptz))
         when regexp_matches(t::varchar, '^\s*\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?\s*$')
         then t::varchar::timestamp - interval 8 hour
         else error(concat('no moment: ', coalesce(t::varchar, 'null'),
                           '; write 2025-07-05, 2025-07-05 16:30 or 2025-07-05 16:30:00+08:00')) end;
