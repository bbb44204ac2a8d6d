-- contract: agreements with customers, what reviewers said, what was waived,
-- and the amendments. Lists of values that are only ever read whole are JSON.
create table contract (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  customer_id uuid not null references customer (id),
  opportunity_id uuid,
  quote_id uuid,
  quote_revision bigint not null,
  quote_hash text not null,
  number text not null,
  title text not null,
  type text not null,
  pricing text not null,
  price bigint not null,
  current_price bigint not null,
  tax_lines jsonb not null,
  margin bigint,
  start_on text,
  finish_on text,
  days bigint not null,
  terms jsonb not null,
  payments jsonb not null,
  parties jsonb not null,
  clauses jsonb not null,
  note text not null,
  origin text not null,
  custom jsonb not null,
  state text not null,
  hash text not null,
  round bigint not null,
  submitted_by uuid references person (id),
  submitted_at bigint,
  mode text not null,
  scan_id uuid,
  scan_sha256 text not null,
  signed_on text,
  accepted_on text,
  settled_on text,
  closed_on text,
  final_price bigint not null,
  retained bigint not null,
  evidence_id uuid,
  reason text not null,
  amended bigint not null
);
create unique index contract_number on contract (number);
create unique index contract_quote on contract (quote_id) where quote_id is not null and state <> 'voided';
create index contract_owner on contract (owner_id, updated_at, id, state);
create index contract_department on contract (department_id, updated_at, id, state);
create index contract_updated on contract (updated_at, id, state);
create index contract_amount on contract (current_price, id);
create index contract_signed on contract (coalesce(signed_on, ''), id);
create index contract_customer on contract (customer_id);
create index contract_opportunity on contract (opportunity_id) where opportunity_id is not null;

-- One row for each part of a review, in each round of submission.
create table contract_review (
  contract_id uuid not null references contract (id),
  round bigint not null,
  part text not null,
  verdict text not null,
  note text not null,
  due_at bigint not null,
  reviewer_id uuid references person (id),
  decided_at bigint,
  primary key (contract_id, round, part)
);

-- A broken rule that somebody let pass, on a contract or on an amendment, for
-- the value that the rule found there.
create table contract_waiver (
  record_id uuid not null,
  rule text not null,
  path text not null,
  bound text not null,
  found text not null,
  reason text not null,
  person_id uuid not null references person (id),
  at bigint not null,
  primary key (record_id, rule, path)
);

create table contract_amendment (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  contract_id uuid not null references contract (id),
  entity_id uuid not null references legal_entity (id),
  number bigint not null,
  title text not null,
  note text not null,
  price_change bigint not null,
  tax_lines jsonb not null,
  days bigint not null,
  terms jsonb,
  payments jsonb not null,
  clauses jsonb not null,
  state text not null,
  base bigint not null,
  hash text not null,
  submitted_by uuid references person (id),
  scan_id uuid,
  scan_sha256 text not null,
  signed_on text,
  price_after bigint not null,
  reason text not null,
  unique (contract_id, number)
);

-- An amendment is approved like a contract, by what it changes.
insert into approval_rule (kind, position, role, reason, fact, at_least, above, below)
  select 'contract_amendment', position, role, reason, fact, at_least, above, below from approval_rule where kind = 'contract';
