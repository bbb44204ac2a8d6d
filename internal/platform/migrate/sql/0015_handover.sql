-- handover: what sales hands to the project, scored by evidence and signed by three.
create table handover (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  manager_id uuid references person (id),
  technical_id uuid references person (id),
  project_id uuid not null references project (id),
  customer_id uuid not null references customer (id),
  contract_id uuid,
  opportunity_id uuid,
  number text not null,
  name text not null,
  name_key text not null,
  state text not null,
  rubric jsonb not null,
  begun_on text not null,
  submitted_at bigint,
  score bigint not null,
  scored_at bigint,
  statement_at bigint,
  statement_by uuid references person (id),
  signed_at bigint,
  package text not null,
  package_hash text not null,
  transition_from text,
  transition_until text,
  accepted_on text,
  origin text not null
);
create unique index handover_project on handover (project_id);
create index handover_department on handover (department_id, updated_at, id);
create index handover_owner on handover (owner_id, updated_at, id);
create index handover_updated on handover (updated_at, id);

create table handover_item (
  handover_id uuid not null references handover (id),
  key text not null,
  text text not null,
  on_date text,
  confirmed_by uuid references contact (id),
  confirmed_on text,
  document_id uuid,
  person_id uuid references person (id),
  response text not null,
  refused_at bigint,
  refused_by uuid references person (id),
  refused_reason text not null,
  primary key (handover_id, key)
);

create table handover_expectation (
  id uuid primary key,
  handover_id uuid not null references handover (id),
  position bigint not null,
  text text not null,
  priority text not null,
  standard text not null,
  in_contract boolean not null,
  answer text not null,
  note text not null
);
create index handover_expectation_handover on handover_expectation (handover_id, position);

create table handover_signature (
  handover_id uuid not null references handover (id),
  role text not null,
  person_id uuid not null references person (id),
  at bigint not null,
  content_hash text not null,
  primary key (handover_id, role)
);

create table handover_score (
  id uuid primary key,
  handover_id uuid not null references handover (id),
  at bigint not null,
  by_id uuid references person (id),
  what text not null,
  score bigint not null,
  refused bigint not null
);
create index handover_score_handover on handover_score (handover_id, id);
