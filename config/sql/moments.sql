-- hong_kong_moment(t): a moment as a timestamp in UTC, the same for every session, whatever its time zone.
-- t is a text, date, timestamp or timestamptz. What has no offset is taken for the clock of Hong Kong, which is eight
-- hours ahead of UTC all year; a date is its beginning. What is no moment is an error.
create or replace macro hong_kong_moment(t) as
    case when regexp_matches(t::varchar, ':\d\d(:\d\d(\.\d+)?)?\s*([+-]\d\d(:?\d\d)?|Z)$')
         then make_timestamp(epoch_us(t::varchar::timestamptz))
         else t::varchar::timestamp - interval 8 hour end;
