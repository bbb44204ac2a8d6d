-- customer: what the business register says of a customer, as of when it was asked.
create table customer_registration (
  id uuid primary key references customer (id),
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  checked_at bigint not null,
  source text not null,
  name text not null,
  uscc text not null,
  representative text not null,
  status text not null,
  status_text text not null,
  capital text not null,
  alarm boolean not null,
  confirmed_by uuid references person (id),
  confirmed_at bigint
);
create index customer_registration_checked on customer_registration (checked_at);
