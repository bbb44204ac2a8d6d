-- service: complaints of customers, from the first word to the customer's yes.
create table complaint (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  customer_id uuid not null references customer (id),
  project_id uuid references project (id),
  contact_id uuid references contact (id),
  survey_id uuid references survey (id),
  plan_id uuid references improvement_plan (id),
  handler_id uuid references person (id),
  key text not null,
  source text not null,
  severity text not null,
  title text not null,
  words text not null,
  state text not null,
  round bigint not null,
  turn bigint not null,
  respond_by bigint not null,
  resolve_by bigint not null,
  responded_at bigint,
  answered_at bigint,
  closed_at bigint,
  reply text not null,
  cause text not null,
  remedy text not null,
  outcome text not null
);
create unique index complaint_key on complaint (key) where key <> '';
create index complaint_department on complaint (department_id, created_at, id);
create index complaint_owner on complaint (owner_id, created_at, id);
create index complaint_created on complaint (created_at, id);
create index complaint_customer on complaint (customer_id, created_at);
create index complaint_project on complaint (project_id) where project_id is not null;
