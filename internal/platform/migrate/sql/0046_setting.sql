-- setting: what a group set differently from the product, and the calendar's
-- announcements. A row with no value of its own leaves the product's in force.
create table group_rule (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  key text not null unique,
  own bigint,
  reason text not null
);

create table calendar_year (
  id uuid primary key,
  version bigint not null,
  created_at bigint not null,
  updated_at bigint not null,
  year bigint not null unique,
  own boolean not null,
  off_days text not null, -- JSON
  work_days text not null, -- JSON
  notice text not null,
  missed_at bigint -- when the people were told that nothing is announced
);
