-- collection: money that came in, what it was booked on, and the orders by which
-- overdue money is collected.
create table receipt (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  customer_id uuid references customer (id),
  contract_id uuid references contract (id),
  number text not null,
  kind text not null,
  state text not null,
  amount bigint not null,
  allocated bigint not null,
  billed bigint not null,
  received_on text not null,
  matures_on text,
  cash_on text,
  payer_name text not null,
  payer_account text not null,
  bank_ref text not null,
  memo text not null,
  third_party boolean not null,
  letter_id uuid,
  proof_id uuid,
  claimed_by uuid references person (id),
  claimed_at bigint,
  confirmed_by uuid references person (id),
  confirmed_on text,
  reason text not null
);
create unique index receipt_number on receipt (number);
create unique index receipt_bank on receipt (entity_id, bank_ref) where bank_ref <> '';
create index receipt_department on receipt (department_id, received_on, id);
create index receipt_owner on receipt (owner_id, received_on, id);
create index receipt_received on receipt (received_on, id);
create index receipt_contract on receipt (contract_id) where contract_id is not null;
create index receipt_customer on receipt (customer_id) where customer_id is not null;
create index receipt_unclaimed on receipt (department_id, id) where state = 'registered';

-- One booking; taking one back adds its negative.
create table receipt_allocation (
  id uuid primary key,
  receipt_id uuid not null references receipt (id),
  target_kind text not null,
  target_id uuid not null,
  amount bigint not null,
  on_day text not null,
  due_on text,
  at bigint not null,
  by_id uuid references person (id),
  reverses_id uuid references receipt_allocation (id)
);
create index receipt_allocation_receipt on receipt_allocation (receipt_id, id);
create index receipt_allocation_target on receipt_allocation (target_id);

create table collection_order (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  customer_id uuid not null references customer (id),
  contract_id uuid not null references contract (id),
  project_id uuid,
  number text not null,
  state text not null,
  resume_state text not null,
  level bigint not null,
  assignee_id uuid not null references person (id),
  opened_on text not null,
  oldest_due_on text not null,
  limitation_on text not null,
  limitation_told boolean not null,
  closed_on text,
  reason text not null
);
create unique index collection_order_number on collection_order (number);
create unique index collection_order_open on collection_order (contract_id) where closed_on is null;
create index collection_order_department on collection_order (department_id, oldest_due_on, id);
create index collection_order_owner on collection_order (owner_id, oldest_due_on, id);
create index collection_order_due on collection_order (oldest_due_on, id);
create index collection_order_customer on collection_order (customer_id);

create table collection_node (
  order_id uuid not null references collection_order (id),
  node_id uuid not null references payment_node (id),
  since text not null,
  primary key (order_id, node_id)
);
create index collection_node_node on collection_node (node_id);

create table collection_promise (
  id uuid primary key,
  order_id uuid not null references collection_order (id),
  pay_on text not null,
  amount bigint not null,
  received bigint not null,
  state text not null,
  note text not null,
  written boolean not null,
  at bigint not null,
  by_id uuid references person (id),
  decided_on text
);
create index collection_promise_order on collection_promise (order_id, id);
create index collection_promise_open on collection_promise (pay_on, id) where state = 'open';

create table collection_step (
  id uuid primary key,
  order_id uuid not null references collection_order (id),
  at bigint not null,
  by_id uuid references person (id),
  kind text not null,
  level bigint not null,
  on_day text not null,
  written boolean not null,
  document_id uuid,
  note text not null
);
create index collection_step_order on collection_step (order_id, id);

-- A customer whose debts rose to L3 gets no new quotes.
--sqlite alter table customer add column hold text not null default '';
--postgres alter table customer add column hold text collate "C" not null default '';
