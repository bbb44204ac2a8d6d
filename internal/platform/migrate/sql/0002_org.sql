-- org: the group, its legal entities, departments, people, roles.
create table org_group (
  one boolean primary key,
  name text not null,
  version bigint not null,
  updated_at bigint not null
);

insert into org_group (one, name, version, updated_at) values (true, '', 1, 0);

create table legal_entity (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  code text not null unique,
  name text not null,
  short_name text not null,
  uscc text not null,
  zone text not null,
  position bigint not null,
  active boolean not null
);

create table department (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  entity_id uuid not null references legal_entity (id),
  parent_id uuid references department (id),
  name text not null,
  position bigint not null,
  active boolean not null
);
create index department_entity on department (entity_id);
create index department_parent on department (parent_id);
create unique index department_root on department (entity_id) where parent_id is null;

create table person (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  username text not null unique,
  name text not null,
  name_key text not null,
  email text not null,
  mobile text not null,
  title text not null,
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  language text not null,
  theme text not null,
  active boolean not null
);
create index person_name on person (name_key, id);
create index person_department on person (department_id);

create table membership (
  person_id uuid not null references person (id),
  department_id uuid not null references department (id),
  title text not null,
  primary key (person_id, department_id)
);

create table role (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  code text not null unique,
  name_zh text not null,
  name_en text not null,
  kind text not null,
  builtin boolean not null,
  classes text not null,
  position bigint not null
);
create table role_grant (
  role_id uuid not null references role (id),
  permission text not null,
  reach text not null,
  primary key (role_id, permission)
);
-- Permissions that a start has already given to the built-in roles, so that an
-- administrator's changes survive an upgrade and new permissions still arrive.
create table known_permission (
  permission text primary key
);

create table assignment (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  person_id uuid not null references person (id),
  role_id uuid not null references role (id),
  department_id uuid not null references department (id),
  until text,
  ended_at bigint
);
create index assignment_person on assignment (person_id);
create index assignment_role on assignment (role_id);

-- Raised by every change that may take a right away; caches compare it.
create table authz_epoch (
  one boolean primary key,
  n bigint not null
);
