-- pipeline: the accepted quote that an opportunity's amount is of.
alter table opportunity add column amount_quote_id uuid;
