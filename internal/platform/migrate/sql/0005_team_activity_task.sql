-- team: a project has one dedicated sales representative (table team_member is
-- older: scope predicates of the platform read it).
create unique index team_member_rep on team_member (ref_id) where part = 'sales_rep';

-- activity: what happened with a record of any kind. Entity, department and
-- owner are the record's, so that a scoped list walks one index.
create table activity (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  ref_kind text not null,
  ref_id uuid not null,
  ref_label text not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  customer_id uuid,
  kind text not null,
  first_visit boolean not null,
  at bigint not null,
  ended_at bigint,
  body text not null,
  result text not null,
  next_step text not null,
  next_at bigint,
  place text not null,
  contact_ids jsonb not null,
  mentions jsonb not null,
  attachments jsonb not null,
  code text not null,
  params jsonb not null,
  key text unique,
  created_by uuid references person (id),
  voided_at bigint,
  void_reason text not null
);
create index activity_ref on activity (ref_id, at desc, id desc);
create index activity_customer on activity (customer_id, at desc, id desc) where customer_id is not null;
create index activity_owner on activity (owner_id, at desc, id desc);
create index activity_department on activity (department_id, at desc, id desc);
create index activity_author on activity (created_by, at desc, id desc);
create index activity_at on activity (at desc, id desc);
create unique index activity_first on activity (ref_id) where first_visit and voided_at is null;
