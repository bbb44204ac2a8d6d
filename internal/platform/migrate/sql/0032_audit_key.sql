-- audit: the keys that authenticated records, and since when. A record tells of
-- each change; this only keeps starts from telling it again.
create table audit_key (
  id text primary key,
  since bigint not null
);
