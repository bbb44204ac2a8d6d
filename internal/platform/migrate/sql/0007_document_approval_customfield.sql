-- document: files on records, each with its versions; the bytes are blobs.
create table document (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  ref_kind text not null,
  ref_id uuid not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  kind text not null,
  number bigint not null,
  voided_at bigint,
  voided_by uuid references person (id),
  void_reason text not null
);
create index document_ref on document (ref_id, created_at desc, id desc);
create index document_department on document (department_id, created_at desc, id desc);
create index document_owner on document (owner_id, created_at desc, id desc);

create table document_file (
  document_id uuid not null references document (id),
  number bigint not null,
  name text not null,
  sha256 text not null,
  size bigint not null,
  media_type text not null,
  uploaded_by uuid references person (id),
  uploaded_at bigint not null,
  primary key (document_id, number)
);
create index document_file_sha256 on document_file (sha256);

-- What each person has uploaded, in bytes: the quota holds under concurrency
-- because it is one conditional update of one row.
create table document_usage (
  person_id uuid primary key references person (id),
  used bigint not null
);

-- approval: who must agree to what, in which order. A rule adds its role when
-- its fact lies in its bounds; a missing bound is open, and a rule without a
-- fact always applies. Amounts are in fen, shares in millionths.
create table approval_rule (
  kind text not null,
  position bigint not null,
  role text not null,
  reason text not null,
  fact text not null,
  at_least bigint,
  above bigint,
  below bigint,
  primary key (kind, position)
);
insert into approval_rule (kind, position, role, reason, fact, at_least, above, below) values
  ('quote', 1, 'sales_manager', 'always', '', null, null, null),
  ('quote', 2, 'finance_manager', 'amount', 'amount', 50000000, null, null),
  ('quote', 3, 'finance_manager', 'advance', 'advance', null, null, 100000),
  ('quote', 4, 'finance_manager', 'retention', 'retention', null, 30000, null),
  ('quote', 5, 'finance_manager', 'payer_risk', 'payer_risk', 1, null, null),
  ('quote', 6, 'executive', 'amount', 'amount', 500000000, null, null),
  ('quote', 7, 'executive', 'margin', 'margin', null, null, 80000),
  ('quote', 8, 'general_manager', 'amount', 'amount', 3000000000, null, null),
  ('quote', 9, 'general_manager', 'loss', 'margin', null, null, 0);
insert into approval_rule (kind, position, role, reason, fact, at_least, above, below)
  select 'contract', position, role, reason, fact, at_least, above, below from approval_rule where kind = 'quote';

create table approval (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  ref_kind text not null,
  ref_id uuid not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  label text not null,
  hash text not null,
  submitter_id uuid not null references person (id),
  amount bigint not null,
  margin bigint,
  advance bigint,
  retention bigint,
  payer_risk boolean not null,
  state text not null,
  position bigint not null,
  finished_at bigint
);
create unique index approval_open on approval (ref_id) where state = 'pending';
create index approval_ref on approval (ref_id, created_at desc, id desc);
create index approval_submitter on approval (submitter_id, created_at desc, id desc);
create index approval_department on approval (department_id, created_at desc, id desc);
create index approval_owner on approval (owner_id, created_at desc, id desc);

create table approval_node (
  approval_id uuid not null references approval (id),
  position bigint not null,
  role text not null,
  person_id uuid references person (id),
  reasons text not null,
  state text not null,
  asked_role text not null,
  entered_at bigint,
  due_at bigint,
  urged_at bigint,
  decided_at bigint,
  decided_by uuid references person (id),
  comment text not null,
  primary key (approval_id, position)
);
create index approval_node_decided on approval_node (decided_by, approval_id) where decided_by is not null;

-- Who was asked to decide a node, and whether he still is: the inbox.
create table approval_asked (
  approval_id uuid not null references approval (id),
  person_id uuid not null references person (id),
  open boolean not null,
  primary key (approval_id, person_id)
);
create index approval_asked_open on approval_asked (person_id, approval_id) where open;

create table approval_entry (
  approval_id uuid not null references approval (id),
  number bigint not null,
  at bigint not null,
  action text not null,
  position bigint not null,
  role text not null,
  actor_id uuid references person (id),
  comment text not null,
  primary key (approval_id, number)
);

-- customfield: what users add to the records of a kind. The values are in the
-- column custom of the kind's main table.
create table custom_field (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  kind text not null,
  key text not null,
  label_zh text not null,
  label_en text not null,
  type text not null,
  choices jsonb not null,
  required boolean not null,
  class text not null,
  position bigint not null,
  active boolean not null,
  indexed boolean not null,
  unique (kind, key)
);
