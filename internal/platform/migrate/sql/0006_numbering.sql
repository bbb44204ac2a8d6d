-- numbering: the last number given, per series, legal entity and year.
create table number_series (
  series text not null,
  entity_id uuid not null references legal_entity (id),
  year bigint not null,
  last bigint not null,
  primary key (series, entity_id, year)
);
create table number_pattern (
  series text primary key,
  pattern text not null
);
