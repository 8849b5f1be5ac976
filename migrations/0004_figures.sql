-- What the figures of a week ask for: when somebody stopped taking part.

alter table member add column ended_s integer;           -- left, removed or banned; null: never
