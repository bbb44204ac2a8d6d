-- pipeline: by which probabilities and heat everything open was valued, and by which it
-- is to be valued since when. One row.
create table pipeline_valuation (
  id bigint primary key,
  done text not null,
  next text not null,
  since bigint not null
);
