create table contact (customer_id uuid references customer (id) deferrable initially deferred);
