-- identity: how people prove who they are.
create table credential (
  person_id uuid primary key references person (id),
  password text not null,
  changed_at bigint not null,
  must_change boolean not null,
  totp_secret text not null,
  totp_last bigint not null,
  totp_on boolean not null
);
create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references person (id),
  created_at bigint not null,
  seen_at bigint not null,
  ends_at bigint not null,
  ip text not null,
  agent text not null
);
create index session_person on session (person_id);
create table api_token (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  token_hash bytea not null unique,
  person_id uuid not null references person (id),
  name text not null,
  scope text not null,
  expires_at bigint,
  used_at bigint,
  revoked_at bigint
);
create index api_token_person on api_token (person_id);

-- Failed sign-ins of one account or one address; failures is a JSON array of
-- instants. The id is derived, so that mistyped names are not kept.
create table sign_in_guard (
  id uuid primary key,
  failures text not null,
  locked_until bigint,
  updated_at bigint not null
);

-- Raised whenever a session or token ends before its time; caches compare it.
create table session_epoch (
  one boolean primary key,
  n bigint not null
);
