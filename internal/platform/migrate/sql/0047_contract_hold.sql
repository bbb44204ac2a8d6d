-- project: what a contract that rests, or ended before its works, does to its project.
alter table project add column contract_hold text not null default '';
