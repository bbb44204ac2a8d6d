-- billing: what an executive allowed beyond the contract price (INV-007), the
-- invoices of subcontractors behind a deduction (INV-014), and how much a legal
-- entity may invoice in a month (INV-011).
alter table invoice add column allowed_total bigint not null default 0;
alter table invoice add column allowed_by uuid;
--sqlite alter table invoice add column deductions text not null default '[]';
--postgres alter table invoice add column deductions jsonb not null default '[]';

create table invoice_credit (
  id uuid primary key references legal_entity (id),
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  amount bigint not null
);
