create table customer (id uuid primary key, name text not null);
