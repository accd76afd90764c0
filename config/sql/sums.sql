-- complete_sum(figure, belongs): the sum of the figures that belong; 0 where none does, null where one of them is null.
create or replace macro complete_sum(figure, belongs) as
    case when count(*) filter (where belongs) = 0 then 0
         when count(*) filter (where belongs) = count(figure) filter (where belongs)
         then try_cast(sum(figure) filter (where belongs) as bigint) end;
