-- An erased key lies in the table's file until it is vacuumed: by default that would wait for fifty changes more, here it is done at the next round of autovacuum.
alter table {schema}.pc_subjects set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
