-- pipeline: of which silence on an opportunity people were told.
create table opportunity_silence (
  opportunity_id uuid primary key references opportunity (id),
  since bigint not null,
  level bigint not null
);
