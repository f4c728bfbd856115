-- +goose Up
-- modify "jobs" table
ALTER TABLE "jobs" ADD COLUMN "closed_at" timestamptz NULL;
-- create index "job_closed_at" to table: "jobs"
CREATE INDEX "job_closed_at" ON "jobs" ("closed_at");

-- +goose Down
-- reverse: create index "job_closed_at" to table: "jobs"
DROP INDEX "job_closed_at";
-- reverse: modify "jobs" table
ALTER TABLE "jobs" DROP COLUMN "closed_at";
