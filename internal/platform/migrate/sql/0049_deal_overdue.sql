-- pipeline: of which expected day of signature that passed the owner was told.
create table opportunity_overdue (
  opportunity_id uuid primary key references opportunity (id),
  expected_on text not null
);
