-- timer: what a timer's last run died of; nothing when it was done.
alter table timer add column failed_at bigint;
--sqlite alter table timer add column failure text not null default '';
--postgres alter table timer add column failure text collate "C" not null default '';
