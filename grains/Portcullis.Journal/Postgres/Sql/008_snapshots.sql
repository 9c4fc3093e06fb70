-- A busy account's snapshot has a hundred kilobytes and more, and is written every few seconds.
do $$
begin
    if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)) then
        alter table {schema}.pc_snapshots alter column data set compression lz4;
    end if;
end
$$;
