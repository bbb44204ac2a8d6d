-- contract: of which last day of a contract people were told.
create table contract_expiry (
  contract_id uuid not null references contract (id),
  last_on text not null,
  told_at bigint not null,
  primary key (contract_id, last_on)
);
