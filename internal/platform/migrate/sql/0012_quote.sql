-- quote: offers in revisions, the lines of their bills, and what reviewers said.
create table quote (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  opportunity_id uuid not null references opportunity (id),
  customer_id uuid not null references customer (id),
  root_id uuid not null,
  revision bigint not null,
  newest boolean not null,
  number text not null,
  title text not null,
  basis text not null,
  tax_rate bigint not null,
  validity_days bigint not null,
  standard text not null,
  note text not null,
  terms jsonb not null,
  state text not null,
  hash text not null,
  authors text not null,
  submitted_at bigint,
  submitted_by uuid references person (id),
  confirmed_at bigint,
  approved_at bigint,
  sent_at bigint,
  closed_at bigint,
  channel text not null,
  recipient text not null,
  valid_until text,
  paper_id uuid,
  evidence_id uuid,
  reason text not null,
  lines bigint not null,
  measured bigint not null,
  measures bigint not null,
  other bigint not null,
  statutory bigint not null,
  provisional bigint not null,
  net bigint not null,
  vat bigint not null,
  gross bigint not null,
  costs jsonb not null,
  cost bigint not null,
  margin bigint not null,
  estimated_at bigint
);
create unique index quote_revision on quote (root_id, revision);
create unique index quote_number on quote (number, revision);
create unique index quote_newest on quote (root_id) where newest;
create unique index quote_accepted on quote (opportunity_id) where state = 'accepted';
create index quote_department on quote (department_id, updated_at desc, id desc);
create index quote_owner on quote (owner_id, updated_at desc, id desc);
create index quote_updated on quote (updated_at desc, id desc);
create index quote_opportunity on quote (opportunity_id, revision);
create index quote_customer on quote (customer_id);
create index quote_due on quote (valid_until) where state = 'sent';

create table quote_line (
  id uuid primary key,
  quote_id uuid not null references quote (id),
  origin_id uuid not null,
  position bigint not null,
  section text not null,
  category text not null,
  code text not null,
  name text not null,
  features text not null,
  unit text not null,
  quantity bigint not null,
  unit_rate bigint not null,
  base text not null,
  ratio bigint not null,
  tax_rate bigint not null,
  note text not null,
  amount bigint not null
);
create index quote_line_quote on quote_line (quote_id, position);

-- Who looked at which content. A review that counts no more keeps its row.
create table quote_review (
  quote_id uuid not null references quote (id),
  number bigint not null,
  part text not null,
  hash text not null,
  passed boolean not null,
  note text not null,
  findings jsonb not null,
  reviewer_id uuid not null references person (id),
  reviewed_at bigint not null,
  voided_at bigint,
  primary key (quote_id, number)
);
