-- customer: what a customer's answers to our surveys come to, kept as sums.
create table customer_satisfaction (
  customer_id uuid primary key references customer (id),
  answers bigint not null,
  points bigint not null,
  last_points bigint not null,
  last_on text not null,
  asked bigint not null,
  promoters bigint not null,
  detractors bigint not null
);

-- service: what we ask customers, what they answered, and what we do about it.
create table survey_template (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid references legal_entity (id),
  department_id uuid references department (id),
  owner_id uuid references person (id),
  name text not null,
  purpose text not null,
  state text not null,
  questions jsonb not null,
  published_at bigint
);
create unique index survey_template_used on survey_template (purpose, entity_id) where state = 'published' and entity_id is not null;

create table survey (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  customer_id uuid not null references customer (id),
  project_id uuid references project (id),
  milestone_id uuid references milestone (id),
  contact_id uuid references contact (id),
  contact_name text not null,
  cause text not null,
  purpose text not null,
  key text not null,
  state text not null,
  due_on text not null,
  template_id uuid references survey_template (id),
  questions jsonb not null,
  nonce bytea,
  sent_at bigint,
  expires_at bigint,
  opened_at bigint,
  answered_at bigint,
  answered_on text,
  answers jsonb not null,
  score bigint not null,
  sales_score bigint not null,
  recommend bigint,
  comment text not null,
  complaint boolean not null,
  ip text not null,
  agent text not null,
  content_hash text not null
);
create unique index survey_key on survey (key) where key <> '';
create unique index survey_nonce on survey (nonce) where nonce is not null;
create index survey_department on survey (department_id, created_at, id);
create index survey_owner on survey (owner_id, created_at, id);
create index survey_created on survey (created_at, id);
create index survey_customer on survey (customer_id, created_at);
create index survey_project on survey (project_id) where project_id is not null;
create index survey_contact on survey (contact_id, sent_at);
create index survey_open on survey (id) where state in ('scheduled', 'sent', 'opened');

create table improvement_plan (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  customer_id uuid not null references customer (id),
  project_id uuid references project (id),
  survey_id uuid references survey (id),
  contact_id uuid references contact (id),
  key text not null,
  source text not null,
  severity text not null,
  title text not null,
  complaint text not null,
  state text not null,
  root_cause text not null,
  metric text not null,
  steps jsonb not null,
  respond_by bigint not null,
  resolve_by bigint not null,
  outcome text not null,
  closed_at bigint
);
create unique index improvement_plan_key on improvement_plan (key) where key <> '';
create index improvement_plan_department on improvement_plan (department_id, created_at, id);
create index improvement_plan_owner on improvement_plan (owner_id, created_at, id);
create index improvement_plan_created on improvement_plan (created_at, id);
create index improvement_plan_customer on improvement_plan (customer_id);
