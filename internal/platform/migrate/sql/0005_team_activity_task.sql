-- team: a project has one dedicated sales representative (table team_member is
-- older: scope predicates of the platform read it).
create unique index team_member_rep on team_member (ref_id) where part = 'sales_rep';
