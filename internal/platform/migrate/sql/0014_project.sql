-- project: what was won and is being built, its milestones, and what customers
-- said about them without an account.
create table project (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  customer_id uuid not null references customer (id),
  contract_id uuid,
  opportunity_id uuid,
  number text not null,
  name text not null,
  name_key text not null,
  type text not null,
  state text not null,
  resume_state text not null,
  amount bigint not null,
  planned_start text,
  planned_finish text,
  baseline_finish text,
  forecast_finish text,
  budget bigint not null,
  forecast_cost bigint not null,
  commenced_on text,
  completed_on text,
  warranty_until text,
  retrospective_on text,
  closed_on text,
  progress bigint not null,
  health text not null,
  progress_light text not null,
  cost_light text not null,
  quality_light text not null,
  collection_light text not null,
  deemed_clause boolean not null,
  waived_at bigint,
  waived_by uuid references person (id),
  waive_reason text not null,
  note text not null,
  origin text not null
);
create unique index project_contract on project (contract_id) where contract_id is not null;
create unique index project_opportunity on project (opportunity_id) where opportunity_id is not null;
create index project_department on project (department_id, updated_at, id);
create index project_owner on project (owner_id, updated_at, id);
create index project_updated on project (updated_at, id);
create index project_customer on project (customer_id);
create index project_state on project (state, id);

create table project_revision (
  id uuid primary key,
  project_id uuid not null references project (id),
  at bigint not null,
  by_id uuid references person (id),
  reported_on text not null,
  budget bigint not null,
  forecast_cost bigint not null,
  forecast_finish text,
  reason text not null,
  origin text not null
);
create index project_revision_project on project_revision (project_id, reported_on, id);

create table milestone (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  project_id uuid not null references project (id),
  position bigint not null,
  name text not null,
  key text not null,
  state text not null,
  weight bigint not null,
  planned_on text not null,
  forecast_on text not null,
  actual_on text,
  statement text not null,
  documents jsonb not null,
  round bigint not null,
  asked_on text,
  contact_id uuid references contact (id),
  reminded bigint not null,
  reminded_on text,
  settled_at bigint,
  score bigint not null,
  origin text not null
);
create index milestone_project on milestone (project_id, position, id);
create index milestone_department on milestone (department_id, forecast_on, id);
create index milestone_owner on milestone (owner_id, forecast_on, id);
create index milestone_forecast on milestone (forecast_on, id);
create index milestone_awaiting on milestone (id) where state = 'awaiting_customer';

create table milestone_revision (
  id uuid primary key,
  milestone_id uuid not null references milestone (id),
  at bigint not null,
  by_id uuid references person (id),
  planned_on text not null,
  forecast_on text not null,
  reason text not null
);
create index milestone_revision_milestone on milestone_revision (milestone_id, id);

create table milestone_link (
  id uuid primary key,
  milestone_id uuid not null references milestone (id),
  nonce bytea not null,
  contact_id uuid not null references contact (id),
  contact_name text not null,
  round bigint not null,
  issued_at bigint not null,
  issued_by uuid references person (id),
  expires_at bigint not null,
  used_at bigint
);
create unique index milestone_link_nonce on milestone_link (nonce);
create index milestone_link_milestone on milestone_link (milestone_id, id);

create table milestone_answer (
  id uuid primary key,
  milestone_id uuid not null references milestone (id),
  link_id uuid not null references milestone_link (id),
  round bigint not null,
  at bigint not null,
  contact_id uuid not null references contact (id),
  contact_name text not null,
  action text not null,
  score bigint not null,
  text text not null,
  ip text not null,
  agent text not null,
  content_hash text not null
);
create unique index milestone_answer_link on milestone_answer (link_id);
create index milestone_answer_milestone on milestone_answer (milestone_id, id);
