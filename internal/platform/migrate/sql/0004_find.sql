-- find: what people type to reach a record, of every kind.
create table find_entry (
--sqlite   no bigint primary key,
--postgres   no bigint generated always as identity primary key,
  kind text not null,
  ref_id uuid not null unique,
  title text not null,
  words text not null,
  places text not null
--postgres   , grams text[] not null
);
--sqlite create virtual table find_fts using fts5(grams, content='', contentless_delete=1, tokenize='ascii');
--postgres create index find_entry_grams on find_entry using gin (grams);
