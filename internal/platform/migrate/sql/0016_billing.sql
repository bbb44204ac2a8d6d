-- billing: what customers have to pay and when, and the invoices about it.
create table payment_node (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  contract_id uuid not null references contract (id),
  customer_id uuid not null references customer (id),
  project_id uuid,
  parent_id uuid references payment_node (id),
  position bigint not null,
  kind text not null,
  name text not null,
  trigger_kind text not null,
  milestone text not null,
  fixed_on text,
  ratio bigint not null,
  term_days bigint not null,
  basis text not null,
  amount bigint not null,
  invoiced bigint not null,
  received bigint not null,
  waived bigint not null,
  open bigint not null,
  state text not null,
  triggered_on text,
  due_on text,
  expected_on text,
  applied_on text,
  approved_on text,
  moved_on text,
  received_on text,
  evidence_id uuid,
  note text not null,
  period text not null,
  valued bigint not null,
  recovered bigint not null,
  reminded bigint not null,
  overdue_told boolean not null
);
create index payment_node_contract on payment_node (contract_id, position);
create index payment_node_customer on payment_node (customer_id);
create index payment_node_project on payment_node (project_id) where project_id is not null;
create index payment_node_department on payment_node (department_id, coalesce(due_on, expected_on, ''), id);
create index payment_node_owner on payment_node (owner_id, coalesce(due_on, expected_on, ''), id);
create index payment_node_due on payment_node (coalesce(due_on, expected_on, ''), id);
create index payment_node_clock on payment_node (entity_id, state, due_on);

create table invoice (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  contract_id uuid not null references contract (id),
  customer_id uuid not null references customer (id),
  project_id uuid,
  original_id uuid references invoice (id),
  number text not null,
  fiscal_number text not null,
  kind text not null,
  red boolean not null,
  state text not null,
  buyer_name text not null,
  buyer_tax_no text not null,
  buyer_person boolean not null,
  seller_name text not null,
  seller_tax_no text not null,
  method text not null,
  taxed_on text not null,
  works_place text not null,
  works_address text not null,
  works_name text not null,
  cross_city boolean not null,
  cross_region_no text not null,
  land_tax_no text not null,
  deducted bigint not null,
  recipient text not null,
  channel text not null,
  remarks text not null,
  lines jsonb not null,
  net bigint not null,
  tax bigint not null,
  gross bigint not null,
  reversed bigint not null,
  received bigint not null,
  findings jsonb not null,
  requested_by uuid references person (id),
  checked_by uuid references person (id),
  approved_by uuid references person (id),
  issued_on text,
  delivered_on text,
  expires_at bigint,
  document_id uuid,
  reason text not null,
  reminded_on text
);
create unique index invoice_number on invoice (number);
create unique index invoice_fiscal on invoice (fiscal_number) where fiscal_number <> '';
create index invoice_contract on invoice (contract_id, id);
create index invoice_customer on invoice (customer_id);
create index invoice_original on invoice (original_id) where original_id is not null;
create index invoice_department on invoice (department_id, updated_at, id);
create index invoice_owner on invoice (owner_id, updated_at, id);
create index invoice_updated on invoice (updated_at, id);
create index invoice_state on invoice (state, issued_on);

-- Which payments an invoice is about; the amounts of a red one are below zero.
create table invoice_node (
  invoice_id uuid not null references invoice (id),
  node_id uuid not null references payment_node (id),
  amount bigint not null,
  primary key (invoice_id, node_id)
);
create index invoice_node_node on invoice_node (node_id);
