-- importer: imports, the report of each row, what an import made, and how a
-- person had the columns of a file read.
create table import_batch (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  kind text not null,
  file text not null,
  sha256 text not null,
  size bigint not null,
  state text not null,
  code text not null,
  mapping jsonb not null,
  total_rows bigint not null,
  fresh bigint not null,
  duplicate bigint not null,
  similar_rows bigint not null,
  refused bigint not null,
  amount bigint not null,
  done bigint not null,
  items bigint not null,
  records bigint not null,
  began_at bigint,
  ended_at bigint,
  runner uuid,
  lease_until bigint
);
create index import_batch_owner on import_batch (owner_id, created_at, id);
create index import_batch_department on import_batch (department_id, created_at, id);
create index import_batch_created on import_batch (created_at, id);
create index import_batch_working on import_batch (updated_at) where state in ('checking', 'applying', 'undoing');

-- Rows of which there is something to say.
create table import_row (
  batch_id uuid not null references import_batch (id),
  row bigint not null,
  outcome text not null,
  title text not null,
  twin_id uuid,
  cells jsonb not null,
  problems jsonb not null,
  primary key (batch_id, row)
);

-- What a person said of rows that wait for an answer.
create table import_decision (
  batch_id uuid not null references import_batch (id),
  row bigint not null,
  decision text not null,
  primary key (batch_id, row)
);

-- What an import made, in the order in which it was made.
create table import_record (
  batch_id uuid not null references import_batch (id),
  seq bigint not null,
  row bigint not null,
  kind text not null,
  ref_id uuid not null,
  primary key (batch_id, seq)
);

-- Fields of users that an import defined.
create table import_field (
  batch_id uuid not null references import_batch (id),
  field_id uuid not null,
  primary key (batch_id, field_id)
);

create table import_mapping (
  person_id uuid not null references person (id),
  kind text not null,
  columns text not null,
  mapping jsonb not null,
  updated_at bigint not null,
  primary key (person_id, kind, columns)
);
