-- service: what was answered, by day: the home page sums up a year of it.
create index survey_answered on survey (answered_on, id) where state = 'answered';
