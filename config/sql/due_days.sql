-- due_days: until when the returns of a month were in time: the fifth business day in Hong Kong after its end, the rule of
-- `sharecap gaps`. One row per month. A month that is not here has no known due day: holidays are known a year ahead.
-- month_end  the last day of the month
-- due_on     the last day in time
create or replace view due_days as
from (values{due_days}) as days(month_end, due_on);
