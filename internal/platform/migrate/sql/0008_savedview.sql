-- savedview: filters, order and columns of a list under a name.
create table saved_view (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  owner_id uuid not null references person (id),
  entity_id uuid not null references legal_entity (id),
  list text not null,
  name text not null,
  query text not null,
  columns text not null,
  shared boolean not null,
  pinned boolean not null,
  position bigint not null
);
create index saved_view_owner on saved_view (owner_id, list, position);
create index saved_view_shared on saved_view (list, position) where shared;
