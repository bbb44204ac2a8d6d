-- approval: at how many percent of a node's time people were told that it waits.
alter table approval_node add column told bigint not null default 0;
