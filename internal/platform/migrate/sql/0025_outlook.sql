-- pipeline: sums of open opportunities by the month in which they are expected to
-- be signed, and of what regions bring: kept like those of 0011.
create table pipeline_outlook (
  department_id uuid not null references department (id),
  stage text not null,
  month text not null,
  deals bigint not null,
  amount bigint not null,
  weighted bigint not null,
  stalled bigint not null,
  stalled_amount bigint not null,
  primary key (department_id, stage, month)
);
create table pipeline_region (
  department_id uuid not null references department (id),
  region text not null,
  phase text not null,
  year text not null,
  deals bigint not null,
  amount bigint not null,
  weighted bigint not null,
  primary key (department_id, region, phase, year)
);
insert into pipeline_outlook (department_id, stage, month, deals, amount, weighted, stalled, stalled_amount)
  select o.department_id, o.stage, substr(o.expected_sign_date, 1, 7), count(*), sum(o.amount), sum(o.weighted),
    sum(case when o.stalled then 1 else 0 end), sum(case when o.stalled then o.amount else 0 end)
  from opportunity o where o.outcome = 'open' group by o.department_id, o.stage, substr(o.expected_sign_date, 1, 7);
insert into pipeline_region (department_id, region, phase, year, deals, amount, weighted)
  select o.department_id, o.region, 'open', '', count(*), sum(o.amount), sum(o.weighted)
  from opportunity o where o.outcome = 'open' group by o.department_id, o.region;
insert into pipeline_region (department_id, region, phase, year, deals, amount, weighted)
  select o.department_id, o.region, o.outcome, substr(o.closed_on, 1, 4), count(*), sum(o.amount), 0
  from opportunity o where o.outcome in ('won', 'lost') group by o.department_id, o.region, o.outcome, substr(o.closed_on, 1, 4);
