-- Every order in which the largest lists are offered has an index of all rows:
-- who sees the group, or a good part of it, walks it until the page is full. What
-- is tested on the way stands behind the key.
drop index opportunity_priority;
drop index opportunity_amount;
create index opportunity_priority on opportunity (priority, id, stage, outcome, department_id);
create index opportunity_amount on opportunity (amount, id, stage, outcome, department_id);
create index opportunity_weighted on opportunity (weighted, id, stage, outcome, department_id);
create index opportunity_score on opportunity (score, id, stage, outcome, department_id);
create index opportunity_grade on opportunity (grade, id, stage, outcome, department_id);
create index opportunity_name on opportunity (name_key, id, stage, outcome, department_id);
create index opportunity_expected on opportunity (expected_sign_date, id, stage, outcome, department_id);
create index opportunity_since on opportunity (stage_since, id, stage, outcome, department_id);
create index opportunity_activity on opportunity (last_activity_at, id, stage, outcome, department_id);
create index opportunity_created on opportunity (created_at, id, stage, outcome, department_id);
create index opportunity_updated on opportunity (updated_at, id, stage, outcome, department_id);
-- A department's list, and its board, as they open.
create index opportunity_department_priority on opportunity (department_id, priority, id, stage, outcome);

create index customer_party on customer (party, id);
create index customer_type on customer (type, id);
create index customer_industry on customer (industry, id);
create index customer_city on customer (city, id);
create index customer_credit on customer (credit, id);
create index customer_status on customer (status, id);
create index customer_completeness on customer (completeness, id);
create index customer_created on customer (created_at, id);

create index task_at on task (due_at, id, state, department_id);
create index task_created on task (created_at, id, state, department_id);
create index task_updated on task (updated_at, id, state, department_id);

create index lead_company_key on lead (company_key, id, status, department_id);
create index lead_status_key on lead (status, id, department_id);
create index lead_amount on lead (amount, id, status, department_id);
create index lead_grade on lead (grade, id, status, department_id);
create index lead_activity on lead (last_activity_at, id, status, department_id);
create index lead_created on lead (created_at, id, status, department_id);
create index lead_updated on lead (updated_at, id, status, department_id);

-- Who takes part in a record finds what hangs on it without reading a whole table.
create index collection_order_contract on collection_order (contract_id);
create index collection_order_project on collection_order (project_id);
create index invoice_project on invoice (project_id);
create index improvement_plan_project on improvement_plan (project_id);
create index assignment_department on assignment (department_id, created_at, id);
create index assignment_created on assignment (created_at, id);
