-- pipeline: sums are kept for companies beside departments, so that a question
-- about the whole group adds up tens of places and not hundreds. A place is one
-- or the other.
alter table pipeline_rollup rename to pipeline_rollup_before;
create table pipeline_rollup (
  place_id uuid not null,
  stage text not null,
  deals bigint not null,
  amount bigint not null,
  weighted bigint not null,
  primary key (place_id, stage)
--sqlite ) strict, without rowid;
--postgres );
insert into pipeline_rollup (place_id, stage, deals, amount, weighted)
  select department_id, stage, deals, amount, weighted from pipeline_rollup_before;
insert into pipeline_rollup (place_id, stage, deals, amount, weighted)
  select d.entity_id, r.stage, sum(r.deals), sum(r.amount), sum(r.weighted)
  from pipeline_rollup_before r join department d on d.id = r.department_id group by d.entity_id, r.stage;
drop table pipeline_rollup_before;

alter table pipeline_flow rename to pipeline_flow_before;
create table pipeline_flow (
  place_id uuid not null,
  phase text not null,
  month text not null,
  entered bigint not null,
  moved bigint not null,
  amount bigint not null,
  primary key (place_id, phase, month)
--sqlite ) strict, without rowid;
--postgres );
insert into pipeline_flow (place_id, phase, month, entered, moved, amount)
  select department_id, phase, month, entered, moved, amount from pipeline_flow_before;
insert into pipeline_flow (place_id, phase, month, entered, moved, amount)
  select d.entity_id, r.phase, r.month, sum(r.entered), sum(r.moved), sum(r.amount)
  from pipeline_flow_before r join department d on d.id = r.department_id group by d.entity_id, r.phase, r.month;
drop table pipeline_flow_before;

alter table pipeline_outlook rename to pipeline_outlook_before;
create table pipeline_outlook (
  place_id uuid not null,
  stage text not null,
  month text not null,
  deals bigint not null,
  amount bigint not null,
  weighted bigint not null,
  stalled bigint not null,
  stalled_amount bigint not null,
  primary key (place_id, stage, month)
--sqlite ) strict, without rowid;
--postgres );
insert into pipeline_outlook (place_id, stage, month, deals, amount, weighted, stalled, stalled_amount)
  select department_id, stage, month, deals, amount, weighted, stalled, stalled_amount from pipeline_outlook_before;
insert into pipeline_outlook (place_id, stage, month, deals, amount, weighted, stalled, stalled_amount)
  select d.entity_id, r.stage, r.month, sum(r.deals), sum(r.amount), sum(r.weighted), sum(r.stalled), sum(r.stalled_amount)
  from pipeline_outlook_before r join department d on d.id = r.department_id group by d.entity_id, r.stage, r.month;
drop table pipeline_outlook_before;

alter table pipeline_region rename to pipeline_region_before;
create table pipeline_region (
  place_id uuid not null,
  region text not null,
  phase text not null,
  year text not null,
  deals bigint not null,
  amount bigint not null,
  weighted bigint not null,
  primary key (place_id, region, phase, year)
--sqlite ) strict, without rowid;
--postgres );
insert into pipeline_region (place_id, region, phase, year, deals, amount, weighted)
  select department_id, region, phase, year, deals, amount, weighted from pipeline_region_before;
insert into pipeline_region (place_id, region, phase, year, deals, amount, weighted)
  select d.entity_id, r.region, r.phase, r.year, sum(r.deals), sum(r.amount), sum(r.weighted)
  from pipeline_region_before r join department d on d.id = r.department_id group by d.entity_id, r.region, r.phase, r.year;
drop table pipeline_region_before;
