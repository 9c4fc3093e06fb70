-- One key per person whose data is sealed inside events. Erasure destroys the key: the events, and with them the chain, stay as they are.
create table {schema}.pc_subjects (
    subject   varchar     not null constraint pc_subjects_pkey primary key,
    key       bytea       null,
    erased_at timestamptz null
);
