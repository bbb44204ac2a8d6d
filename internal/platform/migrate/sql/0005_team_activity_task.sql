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

-- task: what somebody is to do by when, and what the sweep tells about it.
create table task (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  ref_kind text not null,
  ref_id uuid,
  ref_label text not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid references person (id),
  key text unique,
  kind text not null,
  title text not null,
  code text not null,
  params jsonb not null,
  note text not null,
  priority text not null,
  assignee_id uuid not null references person (id),
  started_at bigint,
  due_at bigint not null,
  reminders jsonb not null,
  escalate_to uuid references person (id),
  fixed boolean not null,
  state text not null,
  result text not null,
  closed_at bigint,
  closed_by uuid references person (id),
  created_by uuid references person (id)
);
create index task_assignee on task (assignee_id, state, due_at, id);
create index task_department on task (department_id, state, due_at, id);
create index task_owner on task (owner_id, state, due_at, id);
create index task_creator on task (created_by, state, due_at, id);
create index task_ref on task (ref_id, state, due_at, id);
create index task_due on task (state, due_at, id);
create table task_signal (
  task_id uuid not null references task (id),
  what text not null,
  at bigint not null,
  sent_at bigint,
  primary key (task_id, what, at)
);
create index task_signal_due on task_signal (at) where sent_at is null;

-- inbox: what people were told, and who wants mail. It is the platform's and
-- so refers to no table of a module.
create table notice (
  id uuid primary key,
  person_id uuid not null,
  key text not null,
  params jsonb not null,
  ref_kind text not null,
  ref_id uuid,
  label text not null,
  dedupe text not null,
  at bigint not null,
  read_at bigint,
  mail text not null,
  unique (person_id, key, dedupe)
);
create index notice_person on notice (person_id, at desc, id desc);
create index notice_unread on notice (person_id) where read_at is null;
create index notice_read on notice (read_at) where read_at is not null;
create index notice_mail on notice (dedupe) where mail = 'wanted';
create table notice_preference (
  person_id uuid primary key,
  mail text not null
);
