-- customer: when something went on with a customer last.
create table customer_seen (
  customer_id uuid primary key references customer (id),
  at bigint not null
);
insert into customer_seen (customer_id, at)
  select a.customer_id, max(a.at) from activity a join customer c on c.id = a.customer_id where a.voided_at is null and a.kind not in ('system', 'note') group by a.customer_id;
