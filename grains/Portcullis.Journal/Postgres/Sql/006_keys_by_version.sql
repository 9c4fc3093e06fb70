-- Verification asks for the key of each event: without this it would look through all keys of the stream each time.
create unique index pc_keys_stream_version on {schema}.pc_keys (stream_id, version);
