-- pipeline: leads, opportunities, the way they went, and sums kept beside them.
create table lead (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  status text not null,
  source text not null,
  company text not null,
  company_key text not null,
  company_norm text not null,
  uscc text not null,
  contact_name text not null,
  mobile text not null,
  email text not null,
  region text not null,
  note text not null,
  project_name text not null,
  owner_unit text not null,
  amount bigint not null,
  expected_tender_date text,
  funding_source text not null,
  grade text not null,
  reason text not null,
  assigned_at bigint,
  contacted_at bigint,
  last_activity_at bigint not null,
  blocked_owner_id uuid references person (id),
  blocked_until bigint,
  customer_id uuid references customer (id),
  opportunity_id uuid,
  origin text not null,
  custom jsonb not null
);
create index lead_owner on lead (owner_id, status, updated_at, id);
create index lead_department on lead (department_id, status, updated_at, id);
create index lead_status on lead (status, last_activity_at);
create index lead_company on lead (company_norm);
create index lead_mobile on lead (mobile) where mobile <> '';

create table opportunity (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  customer_id uuid not null references customer (id),
  lead_id uuid references lead (id),
  number text not null,
  name text not null,
  name_key text not null,
  project_type text not null,
  region text not null,
  source text not null,
  tender_mode text not null,
  tender_at bigint,
  stage text not null,
  outcome text not null,
  on_hold boolean not null,
  stage_since bigint not null,
  amount bigint not null,
  probability bigint not null,
  weighted bigint not null,
  expected_sign_date text not null,
  score bigint not null,
  grade text not null,
  priority bigint not null,
  stalled boolean not null,
  clash boolean not null,
  first_visit_at bigint,
  report_due_at bigint,
  report_submitted_at bigint,
  last_activity_at bigint not null,
  intent_on text not null,
  negotiation_on text,
  quotation_on text,
  signing_on text,
  closed_at bigint,
  closed_on text,
  close_reason text not null,
  competitor text not null,
  competitor_price bigint not null,
  contract_id uuid,
  note text not null,
  origin text not null,
  custom jsonb not null
);
create unique index opportunity_number on opportunity (number);
-- One index for each reach, all of the same shape: equality, then the order of
-- the list, then what is often tested besides. Entities walk the departments' or
-- the stage's. The last two are walked in order by whoever sees most rows.
create index opportunity_owner on opportunity (owner_id, stage, amount, id, outcome);
create index opportunity_department on opportunity (department_id, stage, amount, id, outcome);
create index opportunity_stage_amount on opportunity (stage, amount, id, outcome, department_id);
create index opportunity_priority on opportunity (priority, id, stage, outcome);
create index opportunity_amount on opportunity (amount, id, outcome);
create index opportunity_customer on opportunity (customer_id);

create table opportunity_stage (
  opportunity_id uuid not null references opportunity (id),
  seq bigint not null,
  stage text not null,
  verb text not null,
  reason text not null,
  actor_id uuid,
  entered_at bigint not null,
  left_at bigint,
  primary key (opportunity_id, seq)
);

create table needs_report (
  opportunity_id uuid primary key references opportunity (id),
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  status text not null,
  background text not null,
  pain_points text not null,
  technical_requirements text not null,
  decision_process text not null,
  timeline text not null,
  risks text not null,
  submitted_at bigint,
  submitted_by uuid references person (id)
);

-- Sums of open opportunities, and of how many entered a stage in a month and
-- ever went on: changed in the transaction that changes the opportunity.
create table pipeline_rollup (
  department_id uuid not null references department (id),
  stage text not null,
  deals bigint not null,
  amount bigint not null,
  weighted bigint not null,
  primary key (department_id, stage)
);
create table pipeline_flow (
  department_id uuid not null references department (id),
  phase text not null,
  month text not null,
  entered bigint not null,
  moved bigint not null,
  amount bigint not null,
  primary key (department_id, phase, month)
);
-- How long deals that were won stayed in each stage.
create table pipeline_pace (
  stage text primary key,
  median bigint not null,
  deals bigint not null,
  at bigint not null
);
