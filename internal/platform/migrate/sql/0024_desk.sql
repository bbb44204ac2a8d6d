-- savedview: the view with which a list opens for its owner.
alter table saved_view add column opens boolean not null default false;

-- identity: what lets somebody in whose phone is lost, each once.
create table recovery_code (
  person_id uuid not null references person (id),
  code_hash bytea not null,
  used_at bigint,
  primary key (person_id, code_hash)
);
