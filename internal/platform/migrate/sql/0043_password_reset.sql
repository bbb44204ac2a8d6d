-- identity: new passwords that wait for a security administrator.
create table password_reset (
  person_id uuid primary key references person (id),
  password text not null, -- argon2id
  half text not null, -- sealed: what the security administrator hands over
  asked_by uuid not null references person (id),
  asked_at bigint not null,
  ends_at bigint not null
);
