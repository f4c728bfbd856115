-- +goose Up
-- modify "appointments" table
ALTER TABLE "appointments" ADD COLUMN "hold_extended_at" timestamptz NULL, ADD COLUMN "displaced_at" timestamptz NULL;
-- create index "appointment_displaced_at" to table: "appointments"
CREATE INDEX "appointment_displaced_at" ON "appointments" ("displaced_at") WHERE (displaced_at IS NOT NULL);
-- create "schedules" table
CREATE TABLE "schedules" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "practitioner_id" character varying NOT NULL, "number" bigint NOT NULL, "valid_from" character varying NOT NULL, "valid_to" character varying NULL, "time_zone" character varying NOT NULL, "site" character varying NULL, "template" jsonb NOT NULL, "published_by" character varying NOT NULL, "published_by_name" character varying NULL, PRIMARY KEY ("id"));
-- create index "schedule_practitioner_id_number" to table: "schedules"
CREATE UNIQUE INDEX "schedule_practitioner_id_number" ON "schedules" ("practitioner_id", "number");
-- create "schedule_exceptions" table
CREATE TABLE "schedule_exceptions" ("id" character varying NOT NULL, "created_at" timestamptz NOT NULL, "practitioner_id" character varying NOT NULL, "kind" character varying NOT NULL, "from_date" character varying NOT NULL, "to_date" character varying NOT NULL, "hours" jsonb NULL, "note" character varying NULL, "entered_by" character varying NOT NULL, "entered_by_name" character varying NULL, "removed_at" timestamptz NULL, "removed_by" character varying NULL, PRIMARY KEY ("id"));
-- create index "scheduleexception_practitioner_id_to_date" to table: "schedule_exceptions"
CREATE INDEX "scheduleexception_practitioner_id_to_date" ON "schedule_exceptions" ("practitioner_id", "to_date");
-- each practitioner's week becomes the first version of the schedule
INSERT INTO "schedules" ("id", "created_at", "practitioner_id", "number", "valid_from", "time_zone", "template", "published_by")
    SELECT 'sch_' || substr(p."id", 5), p."created_at", p."id", 1, '2000-01-01', c."time_zone", p."template", 'system:booking' FROM "practitioners" p, "clinics" c;
-- modify "practitioners" table
ALTER TABLE "practitioners" DROP COLUMN "template";

-- +goose Down
-- reverse: create index "scheduleexception_practitioner_id_to_date" to table: "schedule_exceptions"
DROP INDEX "scheduleexception_practitioner_id_to_date";
-- reverse: create "schedule_exceptions" table
DROP TABLE "schedule_exceptions";
-- reverse: create index "schedule_practitioner_id_number" to table: "schedules"
DROP INDEX "schedule_practitioner_id_number";
-- reverse: create "schedules" table
DROP TABLE "schedules";
-- reverse: modify "practitioners" table
ALTER TABLE "practitioners" ADD COLUMN "template" jsonb NOT NULL DEFAULT '{}';
-- reverse: create index "appointment_displaced_at" to table: "appointments"
DROP INDEX "appointment_displaced_at";
-- reverse: modify "appointments" table
ALTER TABLE "appointments" DROP COLUMN "displaced_at", DROP COLUMN "hold_extended_at";
