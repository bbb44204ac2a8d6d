-- customer: organisations of the group's business, who of us works with them,
-- and the people there.
create table customer (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  name text not null,
  name_key text not null,
  name_norm text not null,
  short_name text not null,
  uscc text not null,
  no_uscc_reason text not null,
  party text not null,
  type text not null,
  industry text not null,
  region text not null,
  city text not null,
  address text not null,
  website text not null,
  project_types text not null,
  credit text not null,
  status text not null,
  source text not null,
  note text not null,
  origin text not null,
  completeness bigint not null,
  root_id uuid references customer (id),
  custom jsonb not null
);
create unique index customer_uscc on customer (uscc) where uscc <> '' and root_id is null;
create index customer_root on customer (root_id) where root_id is not null;
create index customer_norm on customer (name_norm);
create index customer_name on customer (name_key, id);
create index customer_updated on customer (updated_at, id);

create table engagement (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  customer_id uuid not null references customer (id),
  entity_id uuid not null references legal_entity (id),
  department_id uuid not null references department (id),
  owner_id uuid not null references person (id),
  relation text not null,
  since text not null,
  until text
);
create unique index engagement_one on engagement (customer_id, entity_id);
create index engagement_department on engagement (department_id, customer_id);
create index engagement_owner on engagement (owner_id, customer_id);

create table contact (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  customer_id uuid not null references customer (id),
  name text not null,
  title text not null,
  part text not null,
  attitude text not null,
  mobile text not null,
  phone text not null,
  email text not null,
  wechat text not null,
  note text not null,
  active boolean not null,
  met_at text
);
create index contact_customer on contact (customer_id);
create index contact_mobile on contact (mobile) where mobile <> '';

create table customer_tag (
  customer_id uuid not null references customer (id),
  tag text not null,
  source text not null,
  reason text not null,
  since text not null,
  primary key (customer_id, tag)
);
create index customer_tag_tag on customer_tag (tag, customer_id);
