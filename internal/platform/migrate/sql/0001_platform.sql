-- Audit log: the clear record, and the sealed chain of digests beside it.
create table audit_record (
  id uuid primary key,
  at bigint not null,
  actor_id uuid,
  actor_name text not null,
  auth text not null,
  ip text not null,
  agent text not null,
  action text not null,
  result text not null,
  kind text not null,
  ref_id uuid,
  label text not null,
  entity_id uuid,
  request_id uuid,
  cause_id uuid,
  reason text not null,
  changes text not null,
  salt bytea not null,
  digest bytea not null,
  mac bytea not null,
  erased_by uuid
);
create index audit_record_at on audit_record (at, id);
create index audit_record_ref on audit_record (ref_id, at);
create index audit_record_actor on audit_record (actor_id, at);

create table audit_seal (
  seq bigint primary key,
  record_id uuid not null unique,
  digest bytea not null
);
create table audit_hash (
  idx bigint primary key,
  hash bytea not null
);
create table audit_checkpoint (
  size bigint primary key,
  at bigint not null,
  note text not null
);

create table record_version (
  kind text not null,
  id uuid not null,
  version bigint not null,
  at bigint not null,
  audit_id uuid not null,
  row text not null,
  primary key (kind, id, version)
);

create table outbox_event (
  id uuid primary key,
  topic text not null,
  version bigint not null,
  payload text not null,
  at bigint not null,
  actor_id uuid,
  audit_id uuid not null,
  routed boolean not null default false
);
create index outbox_event_new on outbox_event (id) where not routed;
-- Deliveries that did not work at once; the others leave no mark.
create table outbox_mark (
  consumer text not null,
  event_id uuid not null,
  due bigint not null,
  attempts bigint not null,
  error text not null,
  dead boolean not null,
  primary key (consumer, event_id)
);
create index outbox_mark_due on outbox_mark (due) where not dead;

create table idempotency_key (
  actor_id uuid not null,
  key text not null,
  body bytea not null,
  kind text not null,
  ref_id uuid,
  at bigint not null,
  primary key (actor_id, key)
);
create index idempotency_key_at on idempotency_key (at);

create table leader (
  role text primary key,
  holder text not null,
  until bigint not null
);

-- When each timer last did its work.
create table timer (
  name text primary key,
  ran_at bigint not null
);

create table setting (
  key text primary key,
  value text not null
);

-- Who plays which part on a record: scope and notices ask one place.
create table team_member (
  ref_id uuid not null,
  kind text not null,
  user_id uuid not null,
  part text not null,
  since bigint not null,
  added_by uuid,
  primary key (ref_id, user_id, part)
);
create index team_member_user on team_member (user_id, ref_id);
