-- complete_sum(figure, belongs): the sum of the figures that belong; 0 where none does, null where one of them is null.
create or replace macro complete_sum(figure, belongs) as
    case when count(*) filter (where belongs) = 0 then 0
         when count(*) filter (where belongs) = count(figure) filter (where belongs)
         then try_cast(sum(figure) filter (where belongs) as bigint) end;

-- percent_of(part, whole): the part in percent of the whole, a decimal of four places, rounded half away from zero; null
-- where one of them is null or the whole is 0. It counts in integers, for DuckDB divides decimals as floats.
create or replace macro percent_of(part, whole) as
    (case when whole <> 0
          then sign(part) * sign(whole) * ((abs(part::hugeint) * 2000000 + abs(whole)) // (abs(whole::hugeint) * 2))
     end)::decimal(34, 0) * 0.0001;
