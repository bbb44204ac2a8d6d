-- insight: on which day somebody was told last that a project is in trouble.
create table insight_alert (
  project_id uuid not null,
  code text not null,
  told_on text not null,
  primary key (project_id, code)
);
