-- {view}: {table} as it was published, every revision and both languages; its columns are those of
-- `sharecap dictionary`, and the year of month_end by which its files are divided.
create or replace view {view} as
select * from read_parquet('{snapshot}/{table}/*/*.parquet', hive_partitioning = true, hive_types = {'year': bigint});
